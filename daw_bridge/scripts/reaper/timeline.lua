-- Takelane: notices when the project changes and publishes what Takelane needs of it.
--
-- Regions are read first and told at once; the lanes of a long film may take a few ticks more, so
-- that REAPER never waits for us.

local QUIET = 0.05 -- seconds without a further change before it is read
local PATIENCE = 0.1 -- seconds after which it is read though it still changes
local ATTEMPTS = 3 -- to read a project that changes unseen while it is read

-- `pause` is called again and again while a project is read; `spool` is where it is published.
return function(reaper, json, project, lanes, spool, pause)
  local timeline = { revision = spool.last_revision() } -- it grows over restarts
  local published -- what is on the board, without its revision
  local lanes_of = {} -- the project whose lanes and warnings are known, and these as JSON
  local seen -- what told the project from others, and from itself, when it was last looked at
  local dirty_since, changed_at
  local reading -- the coroutine that reads it
  local failures = 0

  local function current()
    local proj, path = reaper.EnumProjects(-1, "")
    return proj, path or ""
  end

  -- Says what a change would change; that of a setting may not be among those REAPER counts.
  local function look(proj, path)
    local frames, drops, offset = project.time_base(proj)
    return string.format(
      "%s %s %d %s %s %s", proj, path, reaper.GetProjectStateChangeCount(proj), frames, drops,
      offset
    )
  end

  local function about(proj, path)
    local name = reaper.GetProjectName(proj, ""):gsub("%.[Rr][Pp][Pp]$", "")
    local frames, drops, offset = project.time_base(proj)
    return string.format(
      '{"path":%s,"name":%s,"sample_rate":%d,"frame_rate":%s,"drop_frame":%s,"time_offset":%s}',
      json.string(path), json.string(name), project.sample_rate(proj), json.number(frames),
      tostring(drops), json.number(offset)
    )
  end

  local function region_texts(regions, selected)
    local chosen, texts = {}, {}
    for _, region in ipairs(selected) do
      chosen[region.id] = true
    end
    for index, region in ipairs(regions) do
      texts[index] = string.format(
        '{"id":%s,"number":%d,"name":%s,"start":%s,"end":%s,"selected":%s,"notes":%s}',
        json.string(region.id), region.number, json.string(region.name),
        json.number(region.start), json.number(region.finish),
        chosen[region.id] and "true" or "false", json.string(region.notes)
      )
      pause()
    end
    return texts
  end

  local function cue_texts(cues)
    local texts = {}
    for index, cue in ipairs(cues) do
      texts[index] = string.format(
        '{"number":%d,"name":%s,"time":%s}', cue.number, json.string(cue.name),
        json.number(cue.start)
      )
    end
    return texts
  end

  local function tempo_texts(changes)
    local texts = {}
    for index, change in ipairs(changes) do
      texts[index] = string.format(
        "[%s,%s,%s]", json.number(change.time), json.number(change.bpm), tostring(change.linear)
      )
    end
    return texts
  end

  local function publish(quick)
    local body = quick .. lanes_of.text
    if body == published then
      return true
    end
    local revision = timeline.revision + 1
    local head = string.format('{"protocol":"%s","revision":%d,', spool.protocol, revision)
    if not spool.publish("timeline", head, body) then
      return false
    end
    timeline.revision, published = revision, body
    return true
  end

  -- Reads the project and publishes it; tells whether it is on the board, and gives the regions.
  local function read(proj, path)
    local regions, cues = project.marks(proj)
    project.add_notes(proj, regions)
    local quick = string.format(
      '"project":%s,"regions":%s,"cues":%s,"tempo":%s', about(proj, path),
      json.list(region_texts(regions, project.selected(proj, regions))),
      json.list(cue_texts(cues)), json.list(tempo_texts(project.tempo(proj)))
    )
    if lanes_of.proj == proj and lanes_of.path == path then
      publish(quick)
    end
    local found, warnings = lanes.read(proj, regions)
    local text = string.format(
      ',"lanes":%s,"warnings":%s}', json.list(found), json.list(warnings)
    )
    lanes_of = { proj = proj, path = path, text = text }
    return publish(quick), regions
  end

  -- Looks for a change; while one is there it is read a little further with every call.
  function timeline.step(now)
    local proj, path = current()
    local before = seen
    seen = look(proj, path)
    if seen ~= before then
      dirty_since, changed_at = dirty_since or now, now
      reading = nil -- tracks that it was about to ask may be gone
    end
    if dirty_since and not reading
      and (now - changed_at >= QUIET or now - dirty_since >= PATIENCE) then
      reading, dirty_since = coroutine.create(read), nil
    end
    if reading then
      local ok, done = coroutine.resume(reading, proj, path)
      if coroutine.status(reading) == "dead" then
        reading = nil
        failures = ok and 0 or failures + 1
        if failures >= ATTEMPTS then
          error(done, 0)
        elseif not (ok and done) then
          dirty_since, changed_at = now, now
        end
      end
    end
  end

  -- Reads the project now, to its end; gives it and its regions, or nothing where the folder
  -- cannot be written to.
  function timeline.refresh()
    local proj, path = current()
    reading, dirty_since = nil, nil
    seen = look(proj, path)
    local ok, regions = read(proj, path)
    if ok then
      return proj, regions
    end
  end

  -- Makes the next reading publish whatever it finds.
  function timeline.forget()
    published = nil
  end

  return timeline
end
