-- Open the session $NAME in the folder $DIR, and say what Ardour sees in it: a row for each place
-- of a beat, location, value of a lane at a time, region on a track, and output.
-- With $SAVE, save it again; with $EXPORT, render three seconds into that folder.
-- Run by ardour7-lua.
local RATE = 48000
local WAV_AT_SESSION_RATE = "75969a1c-3133-4694-864b-a1fa50e43348"

local function row (...)
  print (table.concat ({ ... }, "\t"))
end

local function at (seconds) return Temporal.timepos_t (math.floor (seconds * RATE + 0.5)) end
local function beat (beats) return Temporal.timepos_t.from_ticks (beats * Temporal.ticks_per_beat) end

local function lanes (route)
  local plugin = route:nth_plugin (0)
  for parameter = 0, plugin:isnil () and -1 or 7 do
    local _, lane, info = ARDOUR.LuaAPI.plugin_automation (plugin, parameter)
    for quarters = 0, lane:size () > 0 and 50 or -1 do
      local value = string.format ("%.6f", lane:eval (at (quarters / 4)))
      row ("lane", route:name (), info.label, quarters / 4, value)
    end
  end
end

local function regions (route)
  for region in route:to_track ():playlist ():region_list ():iter () do
    row (
      "region", route:name (), region:name (), region:position ():samples (),
      region:length ():samples (), region:layer ()
    )
  end
end

AudioEngine:set_backend ("None (Dummy)", "", "")
AudioEngine:start (false)
local session = assert (load_session (os.getenv ("DIR"), os.getenv ("NAME")))
for beats = 0, 32, 2 do
  row ("beat", beats, beat (beats):samples ())
end
for location in session:locations ():list ():iter () do
  row ("location", location:name (), location:start ():samples (), location:_end ():samples ())
end
for route in session:get_tracks ():iter () do
  lanes (route)
  regions (route)
  row ("output", route:name (), tostring (route:output ():audio (0):connected ()))
end
if os.getenv ("SAVE") then
  assert (session:save_state ("", false, false, false, false, false) == 0)
end
if os.getenv ("EXPORT") then
  local export = session:simple_export ()
  export:set_preset (WAV_AT_SESSION_RATE)
  export:set_folder (os.getenv ("EXPORT"))
  export:set_name ("mix")
  export:set_range (0, 3 * RATE)
  assert (export:run_export ())
end
row ("done")
close_session ()
quit ()
