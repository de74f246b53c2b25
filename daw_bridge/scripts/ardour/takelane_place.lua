ardour {
  ["type"]    = "EditorAction",
  name        = "Takelane: place takes",
  license     = "Apache-2.0",
  author      = "Takelane",
  description = [[Imports the takes that Takelane has laid out for this session, each at its place.]]
}

-- How to use it:
--   1. Copy this file to the folder "scripts" beside Ardour's settings, such as
--      ~/.config/ardour8/scripts, and start Ardour again.
--   2. Edit > Lua Scripts > Script Manager > Action Scripts: choose a row, Add/Set, and this script.
--   3. Run it from there, by its button or by a key of your own, whenever takes are ready.
--
-- Takelane writes the list takelane/place.tsv into the session folder, a line for each take:
--   path of the WAV file <tab> position in samples <tab> name of the track
-- A track that does not exist yet is made; a take at the place of another lies on top of it. The
-- list is renamed when it is begun, so that no take is placed twice, and again when it is done.
-- Lines that could not be placed are left in takelane/place.tsv.failed. One undo takes all back.

local function audio_track (name)
  local route = Session:route_by_name (name)
  if route:isnil () then
    return Session:new_audio_track (
      1, 2, nil, 1, name, ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true
    ):front ()
  end
  return route:to_track ()
end

-- Imports a file into the list of regions, and gives the region that is new there.
local function import (path)
  local known = {}
  for _, region in ARDOUR.RegionFactory.regions ():iter () do
    known[region:to_stateful ():id ():to_s ()] = true
  end
  local files = C.StringVector ()
  files:push_back (path)
  Editor:do_import (
    files, Editing.ImportDistinctFiles, Editing.ImportAsRegion, ARDOUR.SrcQuality.SrcBest,
    ARDOUR.MidiTrackNameSource.SMFTrackName, ARDOUR.MidiTempoMapDisposition.SMFTempoIgnore,
    Temporal.timepos_t (0), ARDOUR.PluginInfo (), ARDOUR.Track (), false
  )
  for _, region in ARDOUR.RegionFactory.regions ():iter () do
    if not known[region:to_stateful ():id ():to_s ()] then
      return region
    end
  end
end

-- Reads a line of the list and gives the take, or nothing where it cannot be placed.
local function take (line)
  local path, samples, name = line:match ("^([^\t]+)\t(%d+)\t([^\t\r]+)\r?$")
  local file = path and io.open (path, "rb")
  if not file then
    return nil
  end
  file:close ()
  local track = audio_track (name)
  local region = not track:isnil () and not track:to_audio_track ():isnil () and import (path)
  return region and {
    region = region, track = track, position = Temporal.timepos_t (math.tointeger (samples))
  }
end

local function place (takes)
  Session:begin_reversible_command ("Place takes")
  for _, new in ipairs (takes) do
    local playlist = new.track:playlist ()
    playlist:to_stateful ():clear_changes ()
    local region = ARDOUR.RegionFactory.clone_region (new.region, true, false)
    playlist:add_region (region, new.position, 1, false)
    Session:add_stateful_diff_command (playlist:to_statefuldestructible ())
  end
  if not Session:abort_empty_reversible_command () then
    Session:commit_reversible_command (nil)
  end
end

function factory () return function ()
  local list = ARDOUR.LuaAPI.build_filename (Session:path (), "takelane", "place.tsv")
  if Session:actively_recording () or not os.rename (list, list .. ".placing") then
    return
  end
  local takes, failed = {}, {}
  for line in io.lines (list .. ".placing") do
    local new = take (line)
    if new then
      takes[#takes + 1] = new
    elseif line ~= "" then
      failed[#failed + 1] = line .. "\n"
    end
  end
  place (takes)
  if #failed > 0 then
    local file = assert (io.open (list .. ".failed", "w"))
    file:write (table.concat (failed))
    file:close ()
  end
  os.remove (list .. ".done")
  os.rename (list .. ".placing", list .. ".done")
end end
