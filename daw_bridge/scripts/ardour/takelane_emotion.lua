ardour {
  ["type"]    = "dsp",
  name        = "Takelane Emotion",
  category    = "Utility",
  license     = "Apache-2.0",
  author      = "Takelane",
  description = [[Eight emotion lanes for a voice that Takelane performs. The sound passes through untouched.]]
}

-- How to use it:
--   1. Copy this file to the folder "scripts" beside Ardour's settings, such as
--      ~/.config/ardour8/scripts, and start Ardour again.
--   2. Add "Takelane Emotion" to the track named like the character, for example MARA.
--      On a track that is named like no character, it speaks for everybody without lanes of their own.
--   3. Set the controls, or show a lane ("Automation" of the track) and draw it with its mode on
--      Play. A lane that is Off or Manual counts with the value its control is set to. 0 is none,
--      1 is full.
--   4. Save the session and run: takelane render SESSION.ardour --out takes
--
-- A phrase is spoken with the average of each lane over the time of that phrase. With all lanes at
-- 0, the stage direction in the range's name decides. A switched-off plug-in is left out.

local emotions = {
  "Happy", "Angry", "Sad", "Afraid", "Disgusted", "Melancholic", "Surprised", "Calm"
}

function dsp_ioconfig ()
  return { { audio_in = -1, audio_out = -1 } }
end

function dsp_params ()
  local params = {}
  for _, name in ipairs (emotions) do
    params[#params + 1] = { ["type"] = "input", name = name, min = 0, max = 1, default = 0 }
  end
  return params
end

function dsp_configure (_, outs)
  n_out = outs
end

-- This hands every channel on, and nothing else.
function dsp_runmap (bufs, in_map, out_map, n_samples, offset)
  ARDOUR.DSP.process_map (bufs, n_out, in_map, out_map, n_samples, offset)
end
