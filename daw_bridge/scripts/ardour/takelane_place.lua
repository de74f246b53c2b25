ardour {
  ["type"]    = "EditorAction",
  name        = "Takelane: place takes",
  license     = "Apache-2.0",
  author      = "Takelane",
  description = [[Imports the takes that Takelane has laid out for this session, each at the start of its range.]]
}

-- How to use it: daw_bridge/ardour/README.md. Takelane starts it over OSC when takes are ready.
--
-- Takelane writes the list Takelane/bridge/place.tsv into the session folder, a line for each take:
--   id, id of its range, WAV file, position in samples, track, name of its range, name
-- A track that does not exist yet is made; a take at the place of another lies on top of it. The
-- list may be read any number of times: which region a take became stands in placed.tsv beside it,
-- and a take whose region the session still has is not placed again. One undo takes all back.
--
-- Ardour keeps of a script only what is inside its factory, so everything is.

function factory () return function ()
  local NEAR = 1 -- samples by which a place in beats may be rounded otherwise

  local function path (...)
    return ARDOUR.LuaAPI.build_filename (Session:path (), "Takelane", "bridge", ...)
  end

  local function quoted (text)
    local escaped = text:gsub ('[%c"\\]', function (c) return string.format ("\\u%04x", c:byte ()) end)
    return '"' .. escaped .. '"'
  end

  -- Writes a letter under another name first, so that no half of it is ever read.
  local function post (kind, data)
    local now = ARDOUR.LuaAPI.monotonic_time ()
    local letter = path ("to_takelane", string.format ("%019d-%x.json", os.time () * 1000, now))
    local file = io.open (letter .. ".part", "w")
    if file then
      file:write ('{"protocol": "takelane-bridge/1", "kind": "', kind, '", "data": {', data, "}}")
      file:close ()
      os.rename (letter .. ".part", letter)
    end
  end

  local function placed (take, region)
    local samples = region:position ():samples ()
    post ("placed", string.format ('"take": %s, "samples": %d', quoted (take), samples))
  end

  local function not_placed (take, reason)
    post ("not_placed", string.format ('"take": %s, "reason": %s', quoted (take), quoted (reason)))
  end

  -- Gives the region that a take became; a session that was not saved may have lost it, and have
  -- given its number to another one.
  local function ledger ()
    local regions = {}
    local file = io.open (path ("placed.tsv"))
    for line in file and file:lines () or function () end do
      local take, id, source = line:match ("^([^\t]+)\t(%d+)\t([^\t]+)$")
      local region = take and ARDOUR.RegionFactory.region_by_id (PBD.ID (id))
      if region and not region:isnil () and region:source (0):name () == source then
        regions[take] = region
      end
    end
    if file then
      file:close ()
    end
    return regions
  end

  -- Finds where a range begins now: it may have moved since, or have got another name.
  local function home (name, samples)
    local at_start, by_name, n_by_name = nil, nil, 0
    for location in Session:locations ():list ():iter () do
      if location:is_range_marker () then
        local start = location:start ():samples ()
        local near = math.abs (start - samples) <= NEAR
        local same = location:name ():gsub ("%c", " ") == name
        if near and same then
          return start
        end
        at_start = near and start or at_start
        if same then
          by_name, n_by_name = start, n_by_name + 1
        end
      end
    end
    if n_by_name == 1 then
      return by_name
    end
    return at_start
  end

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
  local function import (file)
    local known = {}
    for _, region in ARDOUR.RegionFactory.regions ():iter () do
      known[region:to_stateful ():id ():to_s ()] = true
    end
    local files = C.StringVector ()
    files:push_back (file)
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

  -- Makes a take ready, or gives nothing and the reason.
  local function ready (row)
    local file = io.open (row.file, "rb")
    if not file then
      return nil, "the file " .. row.file .. " is not there"
    end
    file:close ()
    local start = home (row.range, row.samples)
    if not start then
      return nil, "its range is no longer there"
    end
    local track = audio_track (row.track)
    if track:isnil () or track:to_audio_track ():isnil () then
      return nil, '"' .. row.track .. '" is no audio track; give it another name'
    end
    local region = import (row.file)
    if not region then
      return nil, "Ardour does not import the file " .. row.file
    end
    return { region = region, track = track, position = Temporal.timepos_t (start), row = row }
  end

  local function put (takes)
    Session:begin_reversible_command ("Place takes")
    for _, take in ipairs (takes) do
      local playlist = take.track:playlist ()
      playlist:to_stateful ():clear_changes ()
      take.region = ARDOUR.RegionFactory.clone_region (take.region, true, false)
      take.region:set_name (take.row.name)
      playlist:add_region (take.region, take.position, 1, false)
      Session:add_stateful_diff_command (playlist:to_statefuldestructible ())
    end
    if not Session:abort_empty_reversible_command () then
      Session:commit_reversible_command (nil)
    end
  end

  local function remember (takes)
    local file = assert (io.open (path ("placed.tsv"), "a"))
    for _, take in ipairs (takes) do
      local id = take.region:to_stateful ():id ():to_s ()
      file:write (take.row.id, "\t", id, "\t", take.region:source (0):name (), "\n")
    end
    file:close ()
  end

  local list = io.open (path ("place.tsv"))
  if Session:actively_recording () or not list then
    return
  end
  local there, new = ledger (), {}
  for line in list:lines () do
    local row = {}
    row.id, row.file, row.samples, row.track, row.range, row.name =
      line:match ("^([^\t]+)\t[^\t]*\t([^\t]+)\t(%d+)\t([^\t]+)\t([^\t]*)\t([^\t]+)$")
    if row.id and there[row.id] then
      placed (row.id, there[row.id])
    elseif row.id then
      row.samples = math.tointeger (row.samples)
      local take, reason = ready (row)
      if take then
        new[#new + 1] = take
      else
        not_placed (row.id, reason)
      end
    end
  end
  list:close ()
  if #new == 0 then
    return
  end
  put (new)
  remember (new)
  for _, take in ipairs (new) do
    placed (take.row.id, take.region)
  end
end end
