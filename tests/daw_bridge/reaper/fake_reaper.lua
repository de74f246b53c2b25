-- A REAPER of tables: what our scripts call, no more, and strict about it.
--
--   lua fake_reaper.lua API.tsv RESOURCE_PATH VERSION
--
-- A name that is not in the table of the API, or is younger than VERSION, is an error, and so are
-- too few or too many arguments and arguments of another type. Each line of standard input is Lua
-- code over `fake`; the answer is a line of JSON, or ERROR and why.

local api_path, resource_path, version = ...

local fake = {
  tabs = {}, current = 1, clock = 1000.0, boxes = {}, console = {}, actions = {},
  ext = {}, calls = {}, hooks = {}, scripts = {}, peaks = {},
  running = nil, -- the script whose code runs
}
local here = arg[0]:match("^(.*[/\\])")
local fake_project = dofile(here .. "fake_project.lua")
local next_action = 53000

local function number_of(text)
  local major, minor = text:match("^(%d+)%.(%d+)")
  return tonumber(major) * 1000 + tonumber(minor)
end

local API = {}
for line in io.lines(api_path) do
  local name, since, arguments = line:match("^([%w_]+)\t([%d.]+)\t(.*)$")
  if name and number_of(since) <= number_of(version) then
    local types = {}
    for type_name in arguments:gmatch("%S+") do
      types[#types + 1] = type_name
    end
    API[name] = types
  end
end

local functions = assert(loadfile(here .. "fake_api.lua"))(fake_project)(
  fake, API, resource_path, version
)

local CHECKS = {
  string = function(value) return type(value) == "string" end,
  boolean = function(value) return type(value) == "boolean" end,
  number = function(value) return type(value) == "number" end,
  integer = function(value) return math.type(value) ~= nil and value == math.floor(value) end,
  ["function"] = function(value) return type(value) == "function" end,
  ReaProject = function(value)
    return value == nil or value == 0 or (type(value) == "table" and value.kind == "ReaProject")
  end,
}

local function check(name, types, ...)
  local count = select("#", ...)
  local least = 0
  for index, wanted in ipairs(types) do
    least = wanted:sub(-1) == "?" and least or index
  end
  if count < least or count > #types then
    error(string.format("%s takes %d arguments, not %d", name, #types, count), 3)
  end
  for index = 1, count do
    local wanted, value = types[index]:gsub("%?", ""), (select(index, ...))
    local good = CHECKS[wanted] and CHECKS[wanted](value)
    if not CHECKS[wanted] then
      good = type(value) == "table" and value.kind == wanted
    end
    if not good then
      error(string.format("%s: argument %d is no %s", name, index, wanted), 3)
    end
  end
end

reaper = setmetatable({}, {
  __index = function(_, name)
    local types = API[name]
    if not types then
      error("REAPER " .. version .. " has no " .. tostring(name), 2)
    end
    local work = functions[name] or error("the fake knows no " .. name, 2)
    return function(...)
      check(name, types, ...)
      fake.calls[name] = (fake.calls[name] or 0) + 1
      if fake.hooks[name] then
        fake.hooks[name](...)
      end
      return work(...)
    end
  end,
})


-- Ends scripts that have nothing deferred any more.
local function bury()
  for index = #fake.scripts, 1, -1 do
    local script = fake.scripts[index]
    if #script.deferred == 0 and script ~= fake.running then
      table.remove(fake.scripts, index)
      for _, work in ipairs(script.last) do
        work()
      end
    end
  end
end

local function within(script, work, ...)
  local before = fake.running
  fake.running = script
  local ok, problem = pcall(work, ...)
  fake.running = before
  if not ok then
    script.deferred = {}
    error(problem, 0)
  end
end

-- Runs a script as an action does.
function fake.run(path, command)
  local script = { path = path, command = command or 0, deferred = {}, last = {} }
  table.insert(fake.scripts, script)
  within(script, assert(loadfile(path)))
  bury()
end

-- Registers an action under an id, as reaper-kb.ini does.
function fake.register(id, path)
  next_action = next_action + 1
  fake.actions["_" .. id] = { command = next_action, path = path }
end

-- Lets as many ticks of REAPER's timer pass, thirty a second.
function fake.tick(count)
  for _ = 1, count do
    fake.clock = fake.clock + 1 / 30
    for _, script in ipairs({ table.unpack(fake.scripts) }) do
      local work = script.deferred
      script.deferred = {}
      for _, one in ipairs(work) do
        within(script, one)
      end
    end
    bury()
  end
end

-- Ends REAPER as a user does: every script may say goodbye.
function fake.quit()
  for _, script in ipairs(fake.scripts) do
    script.deferred = {}
  end
  bury()
end

function fake.project()
  return fake.tabs[fake.current]
end

function fake.new_tab(path)
  table.insert(fake.tabs, fake_project.new_project(path))
  fake.current = #fake.tabs
end

function fake.add_region(name, start, finish, id)
  local proj = fake.project()
  table.insert(proj.marks, fake_project.new("ProjectMarker", {
    is_region = true, name = name, start = start, finish = finish, number = #proj.marks + 1,
    guid = id or fake_project.guid(), selected = false,
  }))
  fake_project.changed(proj)
  return proj.marks[#proj.marks].guid
end

function fake.add_marker(name, time)
  local id = fake.add_region(name, time, time)
  for _, mark in ipairs(fake.project().marks) do
    mark.is_region = mark.is_region and mark.guid ~= id
  end
end

local function mark_of(id)
  for index, mark in ipairs(fake.project().marks) do
    if mark.guid == id then
      return mark, index
    end
  end
end

function fake.change_region(id, fields)
  for key, value in pairs(fields) do
    mark_of(id)[key] = value
  end
  fake_project.changed(fake.project())
end

function fake.remove_region(id)
  local _, index = mark_of(id)
  table.remove(fake.project().marks, index)
  fake_project.changed(fake.project())
end

function fake.add_track(name)
  table.insert(fake.project().tracks, fake_project.new_track(name))
  fake_project.changed(fake.project())
end

function fake.add_item(track, start, length, notes, selected)
  local item = functions.AddMediaItemToTrack(fake.project().tracks[track])
  item.values.D_POSITION, item.values.D_LENGTH = start, length
  item.notes, item.selected = notes or "", selected
end

function fake.move_item(track, item, start)
  fake.project().tracks[track].items[item].values.D_POSITION = start
  fake_project.changed(fake.project())
end

-- Adds our effect; `fields` says what is unusual about it.
function fake.add_effect(track, fields)
  local effect = {
    shown = "JS: Takelane Emotion", ident = "takelane/takelane_emotion.jsfx",
    sliders = { 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0 }, envelopes = {},
  }
  for key, value in pairs(fields or {}) do
    effect[key] = value
  end
  local owner = track == 0 and fake.project().master or fake.project().tracks[track]
  table.insert(owner.effects, effect)
  fake_project.changed(fake.project())
  return #owner.effects
end

-- Moves what a track's effect is into a container.
function fake.contain(track, bypassed)
  local owner = fake.project().tracks[track]
  owner.effects = { {
    shown = "Container", ident = "Container", inner = owner.effects, address = 0x2000000,
    bypassed = bypassed,
  } }
end

-- Draws an envelope; with a function of time it is one with automation items.
function fake.draw(track, effect, slider, points, evaluate)
  local owner = track == 0 and fake.project().master or fake.project().tracks[track]
  owner.effects[effect].envelopes[slider] = fake_project.new("TrackEnvelope", {
    active = true, points = points, evaluate = evaluate, items = evaluate and 1 or 0,
  })
  fake_project.changed(fake.project())
end

-- Takes the last undo block back and gives its name.
function fake.undo()
  local proj = fake.project()
  local step = table.remove(proj.undos) or error("nothing to undo")
  proj.tracks, proj.marks = step.before.tracks, step.before.marks
  fake_project.changed(proj)
  return step.name
end

-- Tells what lies on the tracks.
function fake.tracks()
  local told = {}
  for index, track in ipairs(fake.project().tracks) do
    local items = {}
    for place, item in ipairs(track.items) do
      local takes = {}
      for number, take in ipairs(item.takes) do
        takes[number] = { name = take.name, file = take.file, id = take.ext.takelane_take or "" }
      end
      items[place] = {
        start = item.values.D_POSITION, length = item.values.D_LENGTH, active = item.active,
        region = item.ext.takelane_region or "", takes = takes, values = item.values,
      }
    end
    told[index] = { name = track.name, items = items }
  end
  return told
end

local function literal(value)
  if type(value) ~= "table" then
    return type(value) == "function" and "nil" or string.format("%q", value)
  end
  local parts = {}
  for key, entry in pairs(value) do
    parts[#parts + 1] = "[" .. string.format("%q", key) .. "]=" .. literal(entry)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

-- Saves all projects as they are, for a REAPER that comes after this one.
function fake.save(path)
  local file = assert(io.open(path, "w"))
  file:write("return " .. literal({ tabs = fake.tabs, current = fake.current }))
  file:close()
end

function fake.load(path)
  local saved = dofile(path)
  fake.tabs, fake.current = saved.tabs, saved.current
  fake_project.skip_guids()
  for _, proj in ipairs(fake.tabs) do
    proj.before = nil
  end
end

-- Dies as if the power went off, once a function has been called as often.
function fake.die_at(name, calls, path)
  fake.hooks[name] = function()
    calls = calls - 1
    if calls == 0 then
      fake.save(path)
      os.exit(9, false)
    end
  end
end


local function text_json(text)
  return '"' .. text:gsub('[%c"\\\x80-\xFF]', function(character)
    return character:byte() < 0x80 and string.format("\\u%04x", character:byte()) or character
  end) .. '"'
end

local function to_json(value)
  if type(value) == "string" then
    return text_json(value)
  elseif type(value) ~= "table" then
    return value == nil and "null" or type(value) == "number" and string.format("%.17g", value)
      or tostring(value)
  end
  local parts = {}
  if #value > 0 or next(value) == nil then
    for index, entry in ipairs(value) do
      parts[index] = to_json(entry)
    end
    return "[" .. table.concat(parts, ",") .. "]"
  end
  for key, entry in pairs(value) do
    parts[#parts + 1] = text_json(tostring(key)) .. ":" .. to_json(entry)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

fake.new_tab("")
_G.fake = fake
for line in io.lines() do
  local work, problem = load(line, "=test")
  local ok, value
  if work then
    ok, value = xpcall(work, debug.traceback)
  else
    value = problem
  end
  io.write(ok and to_json(value) or "ERROR " .. tostring(value):gsub("\n", " | "), "\n")
  io.flush()
end
