-- Make the session $NAME in the folder $DIR of the rows in the file $ROWS, with tabs between:
--   tempo, beats, quarters per minute, the same at the end of its ramp
--   range, samples, samples, name
--   lane, track, parameter, value to start with        point, samples, value (of the lane above)
-- Run by ardour7-lua, with our plug-in in Ardour's folder of scripts.
local dir, name = os.getenv ("DIR"), os.getenv ("NAME")

AudioEngine:set_backend ("None (Dummy)", "", "")
local session = assert (create_session (dir, name, 48000))
local locations = session:locations ()
local tempo = Temporal.TempoMap.fetch_writable ()
local tracks, lane, parameter, plugin = {}, nil, nil, nil

local function at (samples) return Temporal.timepos_t (math.tointeger (tonumber (samples))) end
local function beat (beats)
  return Temporal.timepos_t.from_ticks (math.floor (beats * Temporal.ticks_per_beat + 0.5))
end

local function plugin_on (track)
  if not tracks[track] then
    local made = session:new_audio_track (
      1, 2, nil, 1, track, ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true
    ):front ()
    made:add_processor_by_index (ARDOUR.LuaAPI.new_luaproc (session, "Takelane Emotion"), 0, nil, true)
    tracks[track] = made
  end
  return tracks[track]:nth_plugin (0)
end

local rows = {
  tempo = function (beats, from, to)
    tempo:set_tempo (Temporal.Tempo (tonumber (from), tonumber (to), 4), beat (tonumber (beats)))
  end,
  range = function (from, to, text) locations:add_range (at (from), at (to)):set_name (text) end,
  lane = function (track, number, value)
    plugin, parameter = plugin_on (track), math.tointeger (tonumber (number))
    ARDOUR.LuaAPI.set_processor_param (plugin, parameter, tonumber (value))
    _, lane = ARDOUR.LuaAPI.plugin_automation (plugin, parameter)
  end,
  point = function (time, value)
    lane:add (at (time), tonumber (value), false, true)
    local control = Evoral.Parameter (ARDOUR.AutomationType.PluginAutomation, 0, parameter)
    plugin:to_automatable ():automation_control (control, false):set_automation_state (
      ARDOUR.AutoState.Play
    )
  end
}

for line in io.lines (os.getenv ("ROWS")) do
  local fields = {}
  for field in (line .. "\t"):gmatch ("([^\t]*)\t") do
    fields[#fields + 1] = field
  end
  rows[fields[1]] (table.unpack (fields, 2))
end
Temporal.TempoMap.update (tempo)

assert (session:save_state ("", false, false, false, false, false) == 0)

print ("done")
close_session ()
quit ()
