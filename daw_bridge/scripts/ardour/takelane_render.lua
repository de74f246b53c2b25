ardour {
  ["type"]    = "EditorAction",
  name        = "Takelane: render",
  license     = "Apache-2.0",
  author      = "Takelane",
  description = [[Saves the session and asks Takelane to speak the ranges that the selected time touches, or all of them if no time is selected.]]
}

-- How to use it: daw_bridge/ardour/README.md. Takelane has to run: takelane bridge --daw ardour
--
-- Ardour keeps of a script only what is inside its factory, so everything is.

function factory () return function ()
  local STALE = 10 -- seconds after which Takelane's last sign of life counts no more

  local function path (...)
    return ARDOUR.LuaAPI.build_filename (Session:path (), "Takelane", "bridge", ...)
  end

  local function say (text)
    LuaDialog.Message (
      "Takelane", text, LuaDialog.MessageType.Info, LuaDialog.ButtonType.Close
    ):run ()
  end

  local function takelane_is_there ()
    local file = io.open (path ("takelane.json"))
    local at = file and file:read ("a"):match ('"at": (%d+)')
    if file then
      file:close ()
    end
    return at ~= nil and os.difftime (os.time (), math.tointeger (at)) < STALE
  end

  -- Writes a letter under another name first, so that no half of it is ever read.
  local function post (kind, data)
    local now = ARDOUR.LuaAPI.monotonic_time ()
    local letter = path ("to_takelane", string.format ("%019d-%x.json", os.time () * 1000, now))
    local file = io.open (letter .. ".part", "w")
    if not file then
      return false
    end
    file:write ('{"protocol": "takelane-bridge/1", "kind": "', kind, '", "data": {', data, "}}")
    file:close ()
    return os.rename (letter .. ".part", letter)
  end

  local function quoted (text)
    local escaped = text:gsub ('[%c"\\]', function (c) return string.format ("\\u%04x", c:byte ()) end)
    return '"' .. escaped .. '"'
  end

  if Session:save_state ("", false, false, false, false, false) ~= 0 then
    say ("The session could not be saved, so its ranges cannot be read. Stop recording, and try again.")
    return
  end
  local data, selected = '"session": ' .. quoted (Session:snap_name ()), Editor:get_selection ().time
  if not selected:empty () then
    data = string.format (
      '%s, "from": %d, "to": %d', data, selected:start_sample (), selected:end_sample ()
    )
  end
  if not post ("render", data) or not takelane_is_there () then
    say ("Takelane is not there. Start it with: takelane bridge --daw ardour")
  end
end end
