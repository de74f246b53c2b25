ardour {
  ["type"]    = "EditorHook",
  name        = "Takelane: live ranges",
  license     = "Apache-2.0",
  author      = "Takelane",
  description = [[Shows Takelane the ranges as they are drawn, before the session is saved.]]
}

-- How to use it: daw_bridge/ardour/README.md.
--
-- While Takelane is there, the session is saved under another name, as the snapshot takelane-live,
-- whenever a range or the time code has changed; Takelane takes it away again. Ardour tells of some
-- changes only, so it is looked at ten times a second, and more rarely where that takes long.
--
-- Ardour keeps of a script only what is inside its factory, so everything is.

function signals ()
  return LuaSignal.Set ():add ({ [LuaSignal.LuaTimerDS] = true })
end

function factory ()
  local SNAPSHOT = "takelane-live"
  local STALE = 10 -- seconds after which Takelane's last sign of life counts no more
  local RESTS = 10 -- times as long as a look took, until the next one
  local seen, rests_until = "", 0

  local function takelane_is_there ()
    local file = io.open (
      ARDOUR.LuaAPI.build_filename (Session:path (), "Takelane", "bridge", "takelane.json")
    )
    local at = file and file:read ("a"):match ('"at": (%d+)')
    if file then
      file:close ()
    end
    return at ~= nil and os.difftime (os.time (), math.tointeger (at)) < STALE
  end

  local function ranges ()
    local config = Session:cfg ()
    local rows = {
      Session:path (), tostring (config:get_timecode_format ()), config:get_timecode_offset (),
      tostring (config:get_timecode_offset_negative ()),
    }
    for location in Session:locations ():list ():iter () do
      if location:is_range_marker () or location:is_mark () then
        rows[#rows + 1] = string.format (
          "%d %d %s", location:start ():samples (), location:_end ():samples (), location:name ()
        )
      end
    end
    return table.concat (rows, "\n")
  end

  local function snapshot_is_there ()
    local file = io.open (ARDOUR.LuaAPI.build_filename (Session:path (), SNAPSHOT .. ".ardour"))
    if file then
      file:close ()
    end
    return file ~= nil
  end

  local function look ()
    if Session:actively_recording () or Session:snap_name () == SNAPSHOT then
      return
    end
    if not takelane_is_there () then
      return
    end
    local now = ranges ()
    if now == seen and snapshot_is_there () then
      return
    end
    if Session:save_state (SNAPSHOT, false, false, false, false, false) == 0 then
      seen = now
    end
  end

  return function ()
    local began = ARDOUR.LuaAPI.monotonic_time ()
    if began < rests_until then
      return
    end
    -- A hook that fails is taken away for good.
    pcall (look)
    local ended = ARDOUR.LuaAPI.monotonic_time ()
    rests_until = ended + RESTS * (ended - began)
  end
end
