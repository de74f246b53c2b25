-- Make the session $NAME in the folder $DIR, with ranges, a tempo that ramps, and emotion lanes.
-- Run by ardour7-lua, with our plug-in in Ardour's folder of scripts.
local dir, name = os.getenv ("DIR"), os.getenv ("NAME")

AudioEngine:set_backend ("None (Dummy)", "", "")
local session = assert (create_session (dir, name, 48000))

local function at (seconds) return Temporal.timepos_t (math.floor (seconds * 48000 + 0.5)) end
local function beat (beats)
  return Temporal.timepos_t.from_ticks (math.floor (beats * Temporal.ticks_per_beat + 0.5))
end

local tempo = Temporal.TempoMap.fetch_writable ()
tempo:set_tempo (Temporal.Tempo (90, 90, 4), Temporal.timepos_t (0))
tempo:set_tempo (Temporal.Tempo (150, 150, 4), beat (16))
tempo:set_tempo (Temporal.Tempo (240, 240, 8), beat (24))
tempo:set_tempo (Temporal.Tempo (90, 150, 4), beat (8))
Temporal.TempoMap.update (tempo)

local locations = session:locations ()
local function range (from, to, text)
  local location = locations:add_range (from, to)
  location:set_name (text)
  return location
end
range (at (1), at (2.5), 'MARA (afraid): They are <inside> the "wall". id=q1;')
range (beat (12), beat (20), "TOBIN: Wer lärmt da & warum?")

local function track (text)
  local made = session:new_audio_track (
    1, 2, nil, 1, text, ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true
  ):front ()
  local plugin = ARDOUR.LuaAPI.new_luaproc (session, "Takelane Emotion")
  made:add_processor_by_index (plugin, 0, nil, true)
  return made
end

local function draw (route, parameter, points, style, state)
  local plugin = route:nth_plugin (0)
  local _, lane = ARDOUR.LuaAPI.plugin_automation (plugin, parameter)
  for _, point in ipairs (points) do
    lane:add (point[1], point[2], false, true)
  end
  lane:set_interpolation (style or Evoral.InterpolationStyle.Linear)
  local control = Evoral.Parameter (ARDOUR.AutomationType.PluginAutomation, 0, parameter)
  plugin:to_automatable ():automation_control (control, false):set_automation_state (
    state or ARDOUR.AutoState.Play
  )
end

local discrete = Evoral.InterpolationStyle.Discrete
local mara, tobin = track ("MARA"), track ("Tobin & co")
draw (mara, 1, { { beat (10), 0 }, { beat (22), 1 } })
draw (mara, 2, { { beat (2), 0.2 }, { beat (9), 0.8 }, { beat (14), 0.4 } }, discrete)
draw (mara, 3, { { at (0), 0 }, { at (1), 0.25 }, { at (3), 1 } })
draw (mara, 4, { { at (1), 0.75 } }, nil, ARDOUR.AutoState.Off)
draw (tobin, 0, { { beat (0), 1 }, { beat (40), 0 } }, nil, ARDOUR.AutoState.Touch)
ARDOUR.LuaAPI.set_processor_param (tobin:nth_plugin (0), 7, 0.5)

assert (session:save_state ("", false, false, false, false, false) == 0)

print ("done")
close_session ()
quit ()
