-- Takelane: reads regions, markers, selection, notes and tempo of a REAPER project.

local SAME_TIME = 0.001 -- seconds; what is nearer together is meant to be at the same place

return function(reaper, pause)
  local project = { SAME_TIME = SAME_TIME }

  -- REAPER 7.62 and later
  local function new_mark(proj, index)
    local mark = reaper.GetRegionOrMarker(proj, index, "")
    local value = reaper.GetRegionOrMarkerInfo_Value
    local _, guid = reaper.GetSetRegionOrMarkerInfo_String(proj, mark, "GUID", "", false)
    local _, name = reaper.GetSetRegionOrMarkerInfo_String(proj, mark, "P_NAME", "", false)
    return {
      is_region = value(proj, mark, "B_ISREGION") ~= 0,
      selected = value(proj, mark, "B_UISEL") ~= 0,
      number = math.floor(value(proj, mark, "I_NUMBER")),
      start = value(proj, mark, "D_STARTPOS"),
      finish = value(proj, mark, "D_ENDPOS"),
      name = name,
      guid = guid,
    }
  end

  local function old_mark(proj, index)
    local _, is_region, start, finish, name, number = reaper.EnumProjectMarkers3(proj, index)
    local _, guid = reaper.GetSetProjectInfo_String(proj, "MARKER_GUID:" .. index, "", false)
    return {
      is_region = is_region, selected = false, number = number,
      start = start, finish = finish, name = name, guid = guid,
    }
  end

  local has_new_marks = reaper.APIExists("GetRegionOrMarkerInfo_Value")
    and reaper.APIExists("GetSetRegionOrMarkerInfo_String")
  local read_mark = has_new_marks and new_mark or old_mark

  local function count_marks(proj)
    return has_new_marks and reaper.GetNumRegionsOrMarkers(proj)
      or (reaper.CountProjectMarkers(proj))
  end

  -- Gives a region an id that no other has: its GUID, else R and its number.
  local function identify(region, taken)
    local guid = (region.guid or ""):match("%x[%x-]+%x")
    local id = guid and "{" .. guid .. "}" or "R" .. region.number
    local unique, copy = taken[id] and "R" .. region.number or id, 1
    while taken[unique] do
      copy = copy + 1
      unique = "R" .. region.number .. "-" .. copy
    end
    taken[unique] = true
    region.id = unique
  end

  -- Lists the regions and the markers in order of time.
  function project.marks(proj)
    local regions, cues, taken = {}, {}, {}
    for index = 0, count_marks(proj) - 1 do
      local mark = read_mark(proj, index)
      if mark.is_region then
        identify(mark, taken)
        regions[#regions + 1] = mark
      else
        cues[#cues + 1] = mark
      end
      pause()
    end
    return regions, cues
  end

  -- Joins spans that overlap, in order, so that a search can halve them.
  local function joined(spans)
    table.sort(spans, function(a, b) return a.start < b.start end)
    local whole = {}
    for _, span in ipairs(spans) do
      local last = whole[#whole]
      if last and span.start <= last.finish then
        last.finish = math.max(last.finish, span.finish)
      else
        whole[#whole + 1] = { start = span.start, finish = span.finish }
      end
    end
    return whole
  end

  -- Finds the first of sorted entries for which a key is above a limit.
  local function first_above(entries, key, limit)
    local low, high = 1, #entries + 1
    while low < high do
      local middle = (low + high) // 2
      if entries[middle][key] > limit then
        high = middle
      else
        low = middle + 1
      end
    end
    return low
  end

  local function overlapping(regions, spans)
    local whole, found = joined(spans), {}
    for _, region in ipairs(regions) do
      local span = whole[first_above(whole, "finish", region.start + SAME_TIME)]
      if span and span.start < region.finish - SAME_TIME then
        found[#found + 1] = region
      end
    end
    return found
  end

  -- Gives the regions that the time selection touches.
  function project.in_time_selection(proj, regions)
    local start, finish = reaper.GetSet_LoopTimeRange2(proj, false, false, 0, 0, false)
    return finish > start and overlapping(regions, { { start = start, finish = finish } }) or {}
  end

  local function with_selected_items(proj, regions)
    local spans = {}
    for index = 0, reaper.CountMediaItems(proj) - 1 do
      local item = reaper.GetMediaItem(proj, index)
      if reaper.IsMediaItemSelected(item) then
        local start = reaper.GetMediaItemInfo_Value(item, "D_POSITION")
        local length = reaper.GetMediaItemInfo_Value(item, "D_LENGTH")
        spans[#spans + 1] = { start = start, finish = start + length }
      end
      pause()
    end
    return overlapping(regions, spans)
  end

  -- Gives the selected regions. REAPER tells since 7.62 which are; where none is, or in an older
  -- one, those in the time selection are meant, and without one those of the selected items.
  function project.selected(proj, regions)
    local selected = {}
    for _, region in ipairs(regions) do
      if region.selected then
        selected[#selected + 1] = region
      end
    end
    if #selected == 0 then
      selected = project.in_time_selection(proj, regions)
    end
    return #selected > 0 and selected or with_selected_items(proj, regions)
  end

  -- Gives the innermost region at a time.
  function project.region_at(regions, time)
    local found
    for _, region in ipairs(regions) do
      if region.start <= time and time < region.finish
        and (not found or region.start >= found.start) then
        found = region
      end
    end
    return found
  end

  -- Gives each region the notes of the first item that starts inside it and has notes.
  function project.add_notes(proj, regions)
    local notes = {}
    for index = 0, reaper.CountMediaItems(proj) - 1 do
      local item = reaper.GetMediaItem(proj, index)
      local _, text = reaper.GetSetMediaItemInfo_String(item, "P_NOTES", "", false)
      text = (text or ""):gsub("\r\n?", "\n"):match("^%s*(.-)%s*$")
      if text ~= "" then
        local start = reaper.GetMediaItemInfo_Value(item, "D_POSITION")
        notes[#notes + 1] = { start = start, text = text, index = index }
      end
      pause()
    end
    table.sort(notes, function(a, b)
      return a.start < b.start or (a.start == b.start and a.index < b.index)
    end)
    for _, region in ipairs(regions) do
      local note = notes[first_above(notes, "start", region.start - SAME_TIME)]
      region.notes = note and note.start < region.finish - SAME_TIME and note.text or ""
      pause()
    end
  end

  -- Lists the tempo changes; the first is at the beginning.
  function project.tempo(proj)
    local changes = {}
    for index = 0, reaper.CountTempoTimeSigMarkers(proj) - 1 do
      local _, time, _, _, bpm, _, _, linear = reaper.GetTempoTimeSigMarker(proj, index)
      changes[#changes + 1] = { time = time, bpm = bpm, linear = linear }
    end
    if not changes[1] or changes[1].time > 0 then
      local _, _, bpm = reaper.TimeMap_GetTimeSigAtTime(proj, 0.0)
      table.insert(changes, 1, { time = 0.0, bpm = bpm, linear = false })
    end
    return changes
  end

  -- Gives the sample rate on which the project insists; 0 where it does not.
  function project.sample_rate(proj)
    if reaper.GetSetProjectInfo(proj, "PROJECT_SRATE_USE", 0, false) == 0 then
      return 0
    end
    return math.floor(reaper.GetSetProjectInfo(proj, "PROJECT_SRATE", 0, false))
  end

  -- Gives the frames of a second, whether drop-frame numbers them, and the time at the beginning.
  function project.time_base(proj)
    local frames, drops = reaper.TimeMap_curFrameRate(proj)
    return frames, drops, reaper.GetProjectTimeOffset(proj, false)
  end

  return project
end
