-- The functions of REAPER that our scripts call, on the tables of the fake.

local fake_project = ...

local function in_shell(path)
  return "'" .. path:gsub("'", "'\\''") .. "'"
end

return function(fake, API, resource_path, version)
  local functions, listings = {}, {}

  local function project_of(proj)
    return type(proj) == "table" and proj or fake.tabs[fake.current]
  end

  local function project_with(wanted)
    for _, proj in ipairs(fake.tabs) do
      for _, track in ipairs(proj.tracks) do
        if track == wanted then
          return proj
        end
      end
    end
  end

  function functions.APIExists(name)
    return API[name] ~= nil
  end

  function functions.GetAppVersion()
    return version .. "/linux-x86_64"
  end

  function functions.GetResourcePath()
    return resource_path
  end

  function functions.RecursiveCreateDirectory(path)
    os.execute("mkdir -p " .. in_shell(path))
    return 0
  end

  -- REAPER remembers what a folder held until it is asked for number -1.
  function functions.EnumerateFiles(path, index)
    if index < 0 or not listings[path] then
      local names = {}
      local pipe = io.popen("ls -1A " .. in_shell(path) .. " 2>/dev/null")
      for name in pipe:lines() do
        names[#names + 1] = name
      end
      pipe:close()
      listings[path] = names
    end
    return listings[path][index + 1]
  end

  function functions.file_exists(path)
    local file = io.open(path, "rb")
    if file then
      file:close()
    end
    return file ~= nil
  end

  function functions.genGuid()
    return fake_project.guid()
  end

  function functions.time_precise()
    return fake.clock
  end

  function functions.defer(work)
    table.insert(fake.running.deferred, work)
  end

  function functions.atexit(work)
    table.insert(fake.running.last, work)
  end

  function functions.get_action_context()
    return false, fake.running.path, 0, fake.running.command, 0, 0, 0, ""
  end

  function functions.GetExtState(section, key)
    return fake.ext[section .. "\0" .. key] or ""
  end

  function functions.SetExtState(section, key, value, persist)
    assert(not (persist and value:find("\n")), "a kept state has no lines")
    fake.ext[section .. "\0" .. key] = value
  end

  function functions.NamedCommandLookup(name)
    return fake.actions[name] and fake.actions[name].command or 0
  end

  function functions.Main_OnCommand(command)
    for _, action in pairs(fake.actions) do
      if action.command == command then
        fake.run(action.path, command)
        return
      end
    end
    error("there is no action " .. command)
  end

  function functions.ShowMessageBox(message)
    table.insert(fake.boxes, message)
    return 1
  end

  function functions.ShowConsoleMsg(message)
    table.insert(fake.console, message)
  end

  function functions.PreventUIRefresh() end
  function functions.UpdateArrange() end
  function functions.UpdateItemInProject() end

  function functions.EnumProjects(index)
    local proj = fake.tabs[index == -1 and fake.current or index + 1]
    if proj then
      return proj, proj.path
    end
  end

  function functions.SelectProjectInstance(proj)
    for index, tab in ipairs(fake.tabs) do
      if tab == proj then
        fake.current = index
        return
      end
    end
    error("no such tab")
  end

  function functions.GetProjectName(proj)
    return (project_of(proj).path:match("[^/\\]*$"))
  end

  function functions.GetProjectStateChangeCount(proj)
    return project_of(proj).count
  end

  function functions.TimeMap_curFrameRate(proj)
    return project_of(proj).frame_rate, project_of(proj).drop_frame
  end

  function functions.GetProjectTimeOffset(proj)
    return project_of(proj).time_offset
  end

  function functions.GetSetProjectInfo(proj, key)
    return ({
      PROJECT_SRATE = project_of(proj).srate, PROJECT_SRATE_USE = project_of(proj).srate_use,
    })[key] or error("unknown key " .. key)
  end

  function functions.GetSetProjectInfo_String(proj, key)
    local index = tonumber(key:match("^MARKER_GUID:(%d+)$")) or error("unknown key " .. key)
    local mark = fake_project.marks(project_of(proj))[index + 1]
    return mark ~= nil, mark and mark.guid or ""
  end

  function functions.CountProjectMarkers(proj)
    local marks, regions = project_of(proj).marks, 0
    for _, mark in ipairs(marks) do
      regions = regions + (mark.is_region and 1 or 0)
    end
    return #marks, #marks - regions, regions
  end

  function functions.EnumProjectMarkers3(proj, index)
    local mark = fake_project.marks(project_of(proj))[index + 1]
    if not mark then
      return 0, false, 0.0, 0.0, "", 0, 0
    end
    return index + 1, mark.is_region, mark.start, mark.finish, mark.name, mark.number, 0
  end

  function functions.GetNumRegionsOrMarkers(proj)
    return #project_of(proj).marks
  end

  function functions.GetRegionOrMarker(proj, index, wanted)
    if index >= 0 then
      return fake_project.marks(project_of(proj))[index + 1]
    end
    for _, mark in ipairs(project_of(proj).marks) do
      if mark.guid == wanted then
        return mark
      end
    end
  end

  function functions.GetRegionOrMarkerInfo_Value(_, mark, key)
    return ({
      D_STARTPOS = mark.start, D_ENDPOS = mark.finish, I_NUMBER = mark.number + 0.0,
      B_ISREGION = mark.is_region and 1.0 or 0.0, B_UISEL = mark.selected and 1.0 or 0.0,
    })[key] or error("unknown key " .. key)
  end

  function functions.GetSetRegionOrMarkerInfo_String(_, mark, key)
    return true, ({ GUID = mark.guid, P_NAME = mark.name })[key] or error("unknown key " .. key)
  end

  function functions.GetSet_LoopTimeRange2(proj)
    return table.unpack(project_of(proj).selection)
  end

  function functions.CountTempoTimeSigMarkers(proj)
    return #project_of(proj).tempo
  end

  function functions.GetTempoTimeSigMarker(proj, index)
    local change = project_of(proj).tempo[index + 1]
    return true, change.time, 0, 0.0, change.bpm, 4, 4, change.linear
  end

  function functions.TimeMap_GetTimeSigAtTime(proj)
    return 4, 4, project_of(proj).bpm
  end

  function functions.GetPlayStateEx(proj)
    return project_of(proj).playing and 1 or 0
  end

  function functions.GetPlayPositionEx(proj)
    return project_of(proj).position
  end

  function functions.GetCursorPositionEx(proj)
    return project_of(proj).cursor
  end

  function functions.SetEditCurPos2(proj, time)
    project_of(proj).cursor = time
  end

  function functions.OnPlayButtonEx(proj)
    project_of(proj).playing, project_of(proj).position = true, project_of(proj).cursor
  end

  function functions.OnStopButtonEx(proj)
    project_of(proj).playing = false
  end

  function functions.CountTracks(proj)
    return #project_of(proj).tracks
  end

  function functions.GetTrack(proj, index)
    return project_of(proj).tracks[index + 1]
  end

  function functions.GetMasterTrack(proj)
    return project_of(proj).master
  end

  function functions.InsertTrackAtIndex(index)
    table.insert(project_of(0).tracks, index + 1, fake_project.new_track(""))
    fake_project.changed(project_of(0))
  end

  function functions.GetMediaTrackInfo_Value(track, key)
    return (track.values[key] or error("unknown key " .. key)) + 0.0
  end

  function functions.GetSetMediaTrackInfo_String(track, key, value, set)
    assert(key == "P_NAME", "unknown key " .. key)
    track.name = set and value or track.name
    return true, track.name
  end

  function functions.CountMediaItems(proj)
    return #fake_project.all_items(project_of(proj))
  end

  function functions.GetMediaItem(proj, index)
    return fake_project.all_items(project_of(proj))[index + 1]
  end

  function functions.IsMediaItemSelected(item)
    return item.selected == true
  end

  function functions.AddMediaItemToTrack(track)
    local item = fake_project.new("MediaItem", {
      takes = {}, ext = {}, notes = "", active = 0,
      values = {
        D_POSITION = 0.0, D_LENGTH = 0.0, B_LOOPSRC = 1.0, D_FADEINLEN = 0.01, D_FADEOUTLEN = 0.01,
      },
    })
    table.insert(track.items, item)
    fake_project.changed(project_with(track))
    return item
  end

  function functions.GetMediaItemInfo_Value(item, key)
    return item.values[key] or error("unknown key " .. key)
  end

  function functions.SetMediaItemInfo_Value(item, key, value)
    assert(item.values[key], "unknown key " .. key)
    item.values[key] = value + 0.0
    return true
  end

  -- Gets or sets a text of an item or a take.
  local function text_of(thing, plain, key, value, set)
    local extension = key:match("^P_EXT:([%w_]+)$")
    if extension then
      thing.ext[extension] = set and value or thing.ext[extension]
      return thing.ext[extension] ~= nil, thing.ext[extension] or ""
    end
    local field = plain[key] or error("unknown key " .. key)
    thing[field] = set and value or thing[field]
    return true, thing[field]
  end

  function functions.GetSetMediaItemInfo_String(item, key, value, set)
    return text_of(item, { P_NOTES = "notes" }, key, value, set)
  end

  function functions.GetSetMediaItemTakeInfo_String(take, key, value, set)
    return text_of(take, { P_NAME = "name" }, key, value, set)
  end

  function functions.CountTakes(item)
    return #item.takes
  end

  function functions.GetTake(item, index)
    return item.takes[index + 1]
  end

  function functions.AddTakeToMediaItem(item)
    local take = fake_project.new("MediaItem_Take", { name = "", ext = {} })
    table.insert(item.takes, take)
    return take
  end

  function functions.SetActiveTake(take)
    for _, proj in ipairs(fake.tabs) do
      for _, item in ipairs(fake_project.all_items(proj)) do
        for index, one in ipairs(item.takes) do
          item.active = one == take and index or item.active
        end
      end
    end
  end

  function functions.PCM_Source_CreateFromFile(path)
    local file = io.open(path, "rb")
    local head = file and file:read(4)
    if file then
      file:close()
    end
    if head == "RIFF" or head == "RF64" then
      return fake_project.new("PCM_source", { path = path })
    end
  end

  -- Building takes two steps, and must be finished once begun.
  function functions.PCM_Source_BuildPeaks(source, mode)
    local left = fake.peaks[source.path]
    if mode == 0 then
      left = left == "built" and left or 2
    elseif mode == 1 then
      left = left - 1
    else
      assert(left == 0, "peaks are finished when nothing is left")
      left = "built"
    end
    fake.peaks[source.path] = left
    return type(left) == "number" and left or 0
  end

  function functions.SetMediaItemTake_Source(take, source)
    take.file = source.path
    return true
  end

  function functions.Undo_BeginBlock2(proj)
    proj = project_of(proj)
    assert(not proj.before, "an undo block is open already")
    proj.before = { tracks = fake_project.copy(proj.tracks), marks = fake_project.copy(proj.marks) }
  end

  function functions.Undo_EndBlock2(proj, name)
    proj = project_of(proj)
    table.insert(proj.undos, { name = name, before = assert(proj.before, "no undo block is open") })
    proj.before = nil
    fake_project.changed(proj)
  end

  -- Effects stand in a row; what a container holds has numbers from 0x2000000 on.
  local function effect_at(track, index)
    if index < 0x2000000 then
      return track.effects[index + 1]
    end
    for _, effect in ipairs(track.effects) do
      for place, inner in ipairs(effect.inner or {}) do
        if effect.address + place == index then
          return inner
        end
      end
    end
  end

  function functions.TrackFX_GetCount(track)
    return #track.effects
  end

  function functions.TrackFX_GetFXName(track, index)
    return true, effect_at(track, index).shown
  end

  function functions.TrackFX_GetNamedConfigParm(track, index, key)
    local effect = effect_at(track, index)
    local item = tonumber(key:match("^container_item%.(%d+)$"))
    if key == "fx_ident" then
      return true, effect.ident
    elseif effect.inner and key == "container_count" then
      return true, tostring(#effect.inner)
    elseif effect.inner and item then
      return true, tostring(effect.address + item + 1)
    end
    return false, ""
  end

  function functions.TrackFX_GetEnabled(track, index)
    return not effect_at(track, index).bypassed
  end

  function functions.TrackFX_GetOffline(track, index)
    return effect_at(track, index).offline == true
  end

  function functions.TrackFX_GetParamEx(track, index, parameter)
    return effect_at(track, index).sliders[parameter + 1], 0.0, 1.0, 0.5
  end

  function functions.GetFXEnvelope(track, index, parameter, create)
    assert(not create, "nobody asked for a new envelope")
    return effect_at(track, index).envelopes[parameter]
  end

  function functions.GetSetEnvelopeInfo_String(envelope, key)
    assert(key == "ACTIVE", "unknown key " .. key)
    return true, envelope.active and "1" or "0"
  end

  function functions.GetEnvelopeStateChunk(envelope)
    return true, "<PARMENV 0 0 1 0\nACT " .. (envelope.active and 1 or 0) .. " -1\n>\n"
  end

  function functions.CountAutomationItems(envelope)
    return envelope.items or 0
  end

  function functions.CountEnvelopePointsEx(envelope)
    return #envelope.points
  end

  function functions.GetEnvelopePointEx(envelope, automation_item, index)
    assert(automation_item == -1, "points of automation items are not on the project's time")
    local point = envelope.points[index + 1]
    return true, point[1], point[2], math.floor(point[3]), point[4], false
  end

  function functions.Envelope_Evaluate(envelope, time)
    return 1, envelope.evaluate(time), 0.0, 0.0, 0.0
  end

  return functions
end
