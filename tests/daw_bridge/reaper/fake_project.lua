-- What a project of the fake REAPER is made of.
--
-- Every object is a table that knows its kind, and no object knows its owner; so a project can be
-- copied for undo and saved for a REAPER that comes after this one.

local fake_project = {}

local next_guid = 0
local sorted_at = setmetatable({}, { __mode = "k" }) -- by project, the change that was last sorted
local listed = setmetatable({}, { __mode = "k" }) -- by project, its items after a change

function fake_project.guid()
  next_guid = next_guid + 1
  return string.format("{%08X-0000-4000-8000-%012X}", next_guid, next_guid)
end

-- Lets no id be given out again that a saved project may hold.
function fake_project.skip_guids()
  next_guid = next_guid + 1000
end

function fake_project.new(kind, fields)
  fields.kind = kind
  return fields
end

function fake_project.new_track(name)
  return fake_project.new("MediaTrack", {
    name = name, guid = fake_project.guid(), items = {}, effects = {}, values = { I_FXEN = 1 },
  })
end

function fake_project.new_project(path)
  return fake_project.new("ReaProject", {
    path = path or "", marks = {}, tracks = {}, master = fake_project.new_track(""), count = 1,
    undos = {}, tempo = {}, bpm = 120.0, srate = 48000.0, srate_use = 0, selection = { 0.0, 0.0 },
    frame_rate = 30.0, drop_frame = false, time_offset = 0.0,
    cursor = 0.0, playing = false, position = 0.0,
  })
end

-- A copy of what a project holds, for undo: no table of it is a table of the project.
function fake_project.copy(value)
  if type(value) ~= "table" then
    return value
  end
  local twin = {}
  for key, entry in pairs(value) do
    twin[key] = fake_project.copy(entry)
  end
  return twin
end

-- Lists the items of all tracks.
function fake_project.all_items(proj)
  local known = listed[proj]
  if not known or known.count ~= proj.count then
    known = { count = proj.count, items = {} }
    for _, track in ipairs(proj.tracks) do
      table.move(track.items, 1, #track.items, #known.items + 1, known.items)
    end
    listed[proj] = known
  end
  return known.items
end

function fake_project.changed(proj)
  proj.count = proj.count + 1
end

-- Lists the regions and markers in order of time.
function fake_project.marks(proj)
  if sorted_at[proj] ~= proj.count then
    table.sort(proj.marks, function(a, b)
      return a.start < b.start or (a.start == b.start and a.number < b.number)
    end)
    sorted_at[proj] = proj.count
  end
  return proj.marks
end

return fake_project
