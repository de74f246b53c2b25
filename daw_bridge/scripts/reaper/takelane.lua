-- Takelane: lets regions out of REAPER and takes in. Every action of ours loads this script.
--
-- One loop runs, however many actions are started: the first one starts it, the others leave their
-- request where it finds it. All talk with Takelane goes through files in the folder "Takelane" of
-- the resource path; there are no sockets, and no extension is needed.

local SECTION = "Takelane" -- of REAPER's extended state, where actions and loop meet
local LOOP_ACTION = "_TAKELANE_POLL" -- "Takelane: connect", which also means: read letters now
local BEAT = 0.8 -- seconds between signs of life
local ALIVE = 2.0 -- seconds after which a loop without one has ended
local TAKELANE_ALIVE = 3 -- the same for Takelane itself
local LETTERS_EVERY = 0.1
local SLICE = 0.008 -- seconds of a tick that reading may take
local AGAIN = 10 -- seconds within which a sentence is not said twice
local LATEST = 1e9 -- seconds; a position beyond it is damage
local TOO_OLD = { play = 10, stop = 10, tell = 600 } -- seconds after which nobody waits for it

local NOT_RUNNING = [[
Takelane is not running.

Start it with the command

    takelane bridge

or open its window, and run this action again.]]

local OTHER_VERSION = [[
Takelane and its scripts in REAPER are of different versions.

Close REAPER, install them again with the command

    takelane install reaper

and start REAPER.]]

local NO_FOLDER = "Takelane's folder cannot be written to:\n\n"
local NOTHING_SELECTED = "No region is selected. Select some, or make a time selection over them."
local NO_TIME_SELECTION = "Make a time selection over the regions first."
local NO_REGIONS = "This project has no regions. Draw one over the time of a line and name it."
local NO_REGION_HERE = "There is no region under the cursor."

-- Puts the parts together; `folder` is where this script and they lie.
local function assemble(folder)
  local json = dofile(folder .. "json.lua")
  local slice_end = 0
  local function pause()
    if coroutine.isyieldable() and reaper.time_precise() > slice_end then
      coroutine.yield()
    end
  end
  local parts = { home = reaper.GetResourcePath() .. "/Takelane", json = json }
  parts.spool = dofile(folder .. "spool.lua")(reaper, json, parts.home)
  parts.project = dofile(folder .. "project.lua")(reaper, pause)
  local lanes = dofile(folder .. "lanes.lua")(reaper, json, pause)
  parts.timeline =
    dofile(folder .. "timeline.lua")(reaper, json, parts.project, lanes, parts.spool, pause)
  parts.placing = dofile(folder .. "placing.lua")(reaper, parts.project)
  function parts.begin_slice(now)
    slice_end = now + SLICE
  end
  return parts
end

local function tell_in_box(message)
  reaper.ShowMessageBox(message, "Takelane", 0)
end

-- What a user can ask for, as functions of the parts.
local function requests_of(parts)
  local spool, project, timeline = parts.spool, parts.project, parts.timeline
  local requests = {}

  -- Tells whether Takelane runs; else says how to start it.
  local function is_running()
    local state, there = spool.state("takelane")
    if there and not state then
      tell_in_box(OTHER_VERSION)
      return false
    end
    local time = state and tonumber(state.time) or 0
    if math.abs(os.time() - time) > TAKELANE_ALIVE then
      tell_in_box(NOT_RUNNING)
      return false
    end
    return true
  end

  -- Publishes the project as it is now; gives it and its regions where that is possible.
  local function refreshed()
    spool.open()
    local proj, regions = timeline.refresh()
    if not proj then
      tell_in_box(NO_FOLDER .. parts.home)
    end
    return proj, regions
  end

  local function send(kind, data)
    data.timeline = timeline.revision
    if not spool.send(kind, data) then
      tell_in_box(NO_FOLDER .. parts.home)
    end
  end

  local function render(choose, nothing)
    local proj, regions = refreshed()
    if not proj or not is_running() then
      return
    end
    local ids = {}
    for index, region in ipairs(choose(proj, regions)) do
      ids[index] = region.id
    end
    if #ids == 0 then
      tell_in_box(#regions == 0 and NO_REGIONS or nothing)
    else
      send("render", { regions = ids })
    end
  end

  function requests.render_selected()
    render(project.selected, NOTHING_SELECTED)
  end

  function requests.render_all()
    render(function(_, regions) return regions end, NO_REGIONS)
  end

  function requests.render_time_selection()
    render(project.in_time_selection, NO_TIME_SELECTION)
  end

  function requests.audition()
    local proj, regions = refreshed()
    if not proj or not is_running() then
      return
    end
    local playing = reaper.GetPlayStateEx(proj) & 1 ~= 0
    local time = playing and reaper.GetPlayPositionEx(proj) or reaper.GetCursorPositionEx(proj)
    local region = project.region_at(regions, time)
    if region then
      send("audition", { region = region.id })
    else
      tell_in_box(NO_REGION_HERE)
    end
  end

  function requests.send()
    timeline.forget()
    if refreshed() then
      is_running()
    end
  end

  function requests.place()
    if refreshed() and is_running() then
      send("place", {})
    end
  end

  return requests
end

-- What Takelane can ask for in its letters, apart from placing, as functions of their data.
local function orders_of()
  local orders = {}
  local told = {} -- by sentence, when it was said

  function orders.play(data)
    local proj = reaper.EnumProjects(-1, "")
    if type(data.position) == "number" and data.position < LATEST then
      reaper.SetEditCurPos2(proj, math.max(data.position, 0.0), true, true)
      reaper.OnPlayButtonEx(proj)
    end
  end

  function orders.stop()
    reaper.OnStopButtonEx((reaper.EnumProjects(-1, "")))
  end

  -- Shows a sentence; who has just read it in the console needs no second one.
  function orders.tell(data)
    local message, now = tostring(data.message or ""), reaper.time_precise()
    if message ~= "" and now - (told[message] or -AGAIN) >= AGAIN then
      told[message] = now
      reaper.ShowConsoleMsg("Takelane: " .. message .. "\n")
    end
  end

  return orders
end

-- Does what letters say; `placed` ones are answered before they are taken away.
local function answer_letters(parts, orders)
  local spool, to_place, bodies = parts.spool, {}, {}
  for _, letter in ipairs(spool.letters()) do
    if letter.kind == "place" and parts.placing.understands(letter.data) then
      to_place[#to_place + 1], bodies[#bodies + 1] = letter, letter.data
    elseif not orders[letter.kind] then
      spool.refuse(letter)
    else
      spool.done(letter)
      if letter.age < TOO_OLD[letter.kind] then
        orders[letter.kind](letter.data)
      end
    end
  end
  if #to_place > 0 then
    for index, answer in ipairs(parts.placing.place(bodies)) do
      if spool.send(answer.kind, answer.data) then
        spool.done(to_place[index])
      end
    end
  end
end

local function get(key)
  return reaper.GetExtState(SECTION, key)
end

local function set(key, value)
  reaper.SetExtState(SECTION, key, value, false)
end

local function is_alive()
  local beat = tonumber(get("beat"))
  return beat and math.abs(reaper.time_precise() - beat) < ALIVE
end

-- Runs until REAPER ends or another loop has taken over.
local function start_loop(folder)
  local parts = assemble(folder)
  local requests, orders = requests_of(parts), orders_of()
  local token = reaper.genGuid("")
  local next_beat, next_letters = 0, 0
  local daw = parts.json.string("REAPER " .. reaper.GetAppVersion():match("^[^/]*"))
  local sign = string.format('{"protocol":"%s","daw":%s}', parts.spool.protocol, daw)

  local function answer_requests()
    local names = get("requests")
    set("requests", "")
    for name in names:gmatch("[%w_]+") do
      if requests[name] then
        requests[name]()
      else
        next_letters = 0
      end
    end
  end

  local function tick()
    local now = reaper.time_precise()
    set("beat", string.format("%.3f", now))
    if now >= next_beat then
      parts.spool.open()
      parts.spool.publish("daw", sign)
      next_beat = now + BEAT
    end
    answer_requests()
    parts.begin_slice(now)
    parts.timeline.step(now)
    if now >= next_letters then
      answer_letters(parts, orders)
      next_letters = now + LETTERS_EVERY
    end
  end

  local function loop()
    if get("owner") ~= token then
      return
    end
    local ok, problem = xpcall(tick, debug.traceback)
    if ok then
      reaper.defer(loop)
    else
      reaper.ShowConsoleMsg(
        "Takelane stopped; run \"Takelane: connect\" to start it again.\n" .. problem .. "\n"
      )
    end
  end

  set("owner", token)
  reaper.atexit(function()
    if get("owner") == token then
      set("owner", "")
      set("beat", "")
      parts.spool.withdraw("daw")
    end
  end)
  loop()
end

-- Asks the loop for something; where none runs one is started, by the action that is made for it,
-- as REAPER asks questions when an action is called again that still runs.
return function(folder, request)
  set("requests", get("requests") .. request .. ";")
  if is_alive() then
    return
  end
  local action = reaper.NamedCommandLookup(LOOP_ACTION)
  if request == "connect" or action == 0 then
    start_loop(folder)
  else
    reaper.Main_OnCommand(action, 0)
  end
end
