-- Takelane: render time selection
local _, path = reaper.get_action_context()
local folder = path:match("^(.*[/\\])")
dofile(folder .. "takelane.lua")(folder, "render_time_selection")
