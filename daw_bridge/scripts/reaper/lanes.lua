-- Takelane: reads the emotion lanes, which are the sliders of our effect and their envelopes.

local EMOTIONS = {
  "happy", "angry", "sad", "afraid", "disgusted", "melancholic", "surprised", "calm",
}
local EFFECT = "takelaneemotion"
local MASTER = "MASTER"
local STEP = 0.01 -- seconds between samples of a lane with automation items
local STRAIGHT = 1e-6 -- what a sample may be off a straight line and still be left out
local LINEAR = 0

return function(reaper, json, pause)
  local lanes = { EMOTIONS = EMOTIONS }

  local function named_parameter(track, effect, name)
    local ok, value = reaper.TrackFX_GetNamedConfigParm(track, effect, name)
    return ok and value or ""
  end

  -- Recognises the effect by the name it shows or by its file, however that is written.
  local function is_ours(track, effect)
    local _, shown = reaper.TrackFX_GetFXName(track, effect, "")
    for _, name in ipairs({ shown or "", named_parameter(track, effect, "fx_ident") }) do
      if name:lower():gsub("[^%w]", ""):find(EFFECT, 1, true) then
        return true
      end
    end
    return false
  end

  -- Adds the effects of ours to a list, those in containers too, each with whether it plays.
  local function gather(track, effect, on, found)
    local plays = on and reaper.TrackFX_GetEnabled(track, effect)
      and not reaper.TrackFX_GetOffline(track, effect)
    local inner = tonumber(named_parameter(track, effect, "container_count"))
    if inner then
      for index = 0, inner - 1 do
        local place = tonumber(named_parameter(track, effect, "container_item." .. index))
        if place then
          gather(track, math.floor(place), plays, found)
        end
      end
    elseif is_ours(track, effect) then
      found[#found + 1] = { track = track, index = effect, plays = plays }
    end
  end

  local function effects(track)
    local found = {}
    local on = reaper.GetMediaTrackInfo_Value(track, "I_FXEN") ~= 0
    for effect = 0, reaper.TrackFX_GetCount(track) - 1 do
      gather(track, effect, on, found)
      pause()
    end
    return found
  end

  local has_envelope_info = reaper.APIExists("GetSetEnvelopeInfo_String")

  local function is_active(envelope)
    if has_envelope_info then
      local ok, active = reaper.GetSetEnvelopeInfo_String(envelope, "ACTIVE", "", false)
      if ok then
        return active ~= "0"
      end
    end
    local ok, chunk = reaper.GetEnvelopeStateChunk(envelope, "", false)
    return not (ok and chunk:find("\nACT 0"))
  end

  local function weight(value)
    return math.min(math.max(value, 0.0), 1.0)
  end

  local function point(time, value, shape, tension)
    return string.format(
      "[%s,%s,%d,%s]", json.number(time), json.number(weight(value)), shape, json.number(tension)
    )
  end

  local function exact_points(envelope)
    local points = {}
    for index = 0, reaper.CountEnvelopePointsEx(envelope, -1) - 1 do
      local ok, time, value, shape, tension = reaper.GetEnvelopePointEx(envelope, -1, index)
      if ok then
        points[#points + 1] = point(time, value, shape, tension)
      end
      pause()
    end
    return points
  end

  -- Samples an envelope over a span and leaves out what lies on a straight line.
  local function sample(envelope, span, points)
    local count = math.max(math.ceil((span.finish - span.start) / STEP - STRAIGHT), 1)
    local function at(index)
      local time = index < count and span.start + index * STEP or span.finish
      local _, value = reaper.Envelope_Evaluate(envelope, time, 48000, 1)
      return { time = time, value = weight(value) }
    end
    local kept, middle = at(0), at(1)
    points[#points + 1] = point(kept.time, kept.value, LINEAR, 0)
    for index = 2, count do
      local after = at(index)
      local share = (middle.time - kept.time) / (after.time - kept.time)
      if math.abs(kept.value + share * (after.value - kept.value) - middle.value) > STRAIGHT then
        kept = middle
        points[#points + 1] = point(kept.time, kept.value, LINEAR, 0)
      end
      middle = after
      pause()
    end
    points[#points + 1] = point(middle.time, middle.value, LINEAR, 0)
  end

  -- Only REAPER knows what automation items make of a lane, so it is asked wherever a line is.
  local function sampled_points(envelope, spans)
    local points = {}
    for _, span in ipairs(spans) do
      sample(envelope, span, points)
    end
    return points
  end

  -- Lists the stretches of time in which regions lie, none touching another.
  local function spans_of(regions)
    local order, spans = {}, {}
    for index, region in ipairs(regions) do
      order[index] = region
    end
    table.sort(order, function(a, b) return a.start < b.start end)
    for _, region in ipairs(order) do
      local last = spans[#spans]
      if last and region.start <= last.finish then
        last.finish = math.max(last.finish, region.finish)
      elseif region.finish > region.start then
        spans[#spans + 1] = { start = region.start, finish = region.finish }
      end
    end
    return spans
  end

  local function lane(effect, slider, name, spans)
    local static = reaper.TrackFX_GetParamEx(effect.track, effect.index, slider)
    local envelope = reaper.GetFXEnvelope(effect.track, effect.index, slider, false)
    local points = {}
    if envelope and is_active(envelope) then
      local drawn = reaper.CountAutomationItems(envelope) == 0
      points = drawn and exact_points(envelope) or sampled_points(envelope, spans)
    end
    return string.format(
      '{"emotion":"%s","track":%s,"points":%s,"static":%s}', EMOTIONS[slider + 1],
      json.string(name), json.list(points), json.number(weight(static))
    )
  end

  local function read_track(track, name, spans, found, warnings)
    for _, effect in ipairs(effects(track)) do
      if effect.plays then
        for slider = 0, #EMOTIONS - 1 do
          found[#found + 1] = lane(effect, slider, name, spans)
        end
      else
        warnings[#warnings + 1] = json.string(string.format(
          'the emotion effect on track "%s" is bypassed or offline, so its lanes are not used; '
            .. "switch it on in REAPER to use them", name
        ))
      end
    end
  end

  -- Gives the lanes and the warnings of a project, each a list of JSON texts.
  function lanes.read(proj, regions)
    local spans, found, warnings = spans_of(regions), {}, {}
    read_track(reaper.GetMasterTrack(proj), MASTER, spans, found, warnings)
    for index = 0, reaper.CountTracks(proj) - 1 do
      local track = reaper.GetTrack(proj, index)
      local _, name = reaper.GetSetMediaTrackInfo_String(track, "P_NAME", "", false)
      read_track(track, name, spans, found, warnings)
    end
    return found, warnings
  end

  return lanes
end
