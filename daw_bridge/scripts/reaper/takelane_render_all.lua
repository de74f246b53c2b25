-- Takelane: render all regions
local _, path = reaper.get_action_context()
local folder = path:match("^(.*[/\\])")
dofile(folder .. "takelane.lua")(folder, "render_all")
