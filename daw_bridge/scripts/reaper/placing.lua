-- Takelane: puts takes on the timeline, where their regions are now, never twice.
--
-- The item of a region remembers it, and every take remembers its own id, both in extension data
-- that REAPER keeps. So takes are known again after a restart, and on whatever track they lie.

local TRACK = "Takelane"
local PEAK_STEPS = 10000 -- far more than an hour of speech takes
local LONGEST = 86400 -- seconds; a longer take is damage
local REGION_KEY, TAKE_KEY = "P_EXT:takelane_region", "P_EXT:takelane_take"

return function(reaper, project)
  local placing = {}

  local function item_value(item, key)
    return reaper.GetMediaItemInfo_Value(item, key)
  end

  -- Gives the id of a take of ours; a take that the user has emptied is none at all.
  local function take_id(take)
    if not take then
      return ""
    end
    local _, id = reaper.GetSetMediaItemTakeInfo_String(take, TAKE_KEY, "", false)
    return id
  end

  -- Looks a project through: its regions by id, the items that belong to regions, and the items
  -- that hold takes of ours.
  local function survey(proj)
    local scene = { proj = proj, regions = {}, homes = {}, takes = {} }
    for _, region in ipairs((project.marks(proj))) do
      scene.regions[region.id] = region
    end
    for index = 0, reaper.CountMediaItems(proj) - 1 do
      local item = reaper.GetMediaItem(proj, index)
      local _, region = reaper.GetSetMediaItemInfo_String(item, REGION_KEY, "", false)
      if region ~= "" then
        scene.homes[region] = scene.homes[region] or {}
        table.insert(scene.homes[region], item)
      end
      for number = 0, reaper.CountTakes(item) - 1 do
        local id = take_id(reaper.GetTake(item, number))
        if id ~= "" then
          scene.takes[id] = item
        end
      end
    end
    return scene
  end

  -- Looks through the projects of all tabs, the current one first, and each only when asked for.
  local function surveys()
    local current = reaper.EnumProjects(-1, "")
    local known = { survey(current) }
    local tab = 0
    return function(index)
      while not known[index] do
        local proj = reaper.EnumProjects(tab, "")
        if not proj then
          return nil
        end
        tab = tab + 1
        if proj ~= current then
          known[#known + 1] = survey(proj)
        end
      end
      return known[index]
    end
  end

  local function placed(order, start)
    return { kind = "placed", data = { take = order.take, start = start } }
  end

  local function not_placed(order, reason)
    return { kind = "not_placed", data = { take = order.take, reason = reason } }
  end

  local function track_name(character)
    local words = { TRACK }
    for word in character:gmatch("%S+") do
      words[#words + 1] = word
    end
    return table.concat(words, " ")
  end

  -- Finds the track of a character, or makes it behind the last one.
  local function track_for(proj, character)
    local wanted = track_name(character)
    local count = reaper.CountTracks(proj)
    for index = 0, count - 1 do
      local track = reaper.GetTrack(proj, index)
      local _, name = reaper.GetSetMediaTrackInfo_String(track, "P_NAME", "", false)
      if name:lower() == wanted:lower() then
        return track
      end
    end
    reaper.InsertTrackAtIndex(count, false)
    local track = reaper.GetTrack(proj, count)
    reaper.GetSetMediaTrackInfo_String(track, "P_NAME", wanted, true)
    return track
  end

  -- Finds the item that still begins with its region and is long enough for the whole take.
  local function home(scene, region, length)
    for _, item in ipairs(scene.homes[region.id] or {}) do
      if math.abs(item_value(item, "D_POSITION") - region.start) <= project.SAME_TIME
        and item_value(item, "D_LENGTH") >= length - project.SAME_TIME then
        return item
      end
    end
  end

  local function new_item(scene, region, character, length)
    local item = reaper.AddMediaItemToTrack(track_for(scene.proj, character))
    local values = {
      D_POSITION = region.start, D_LENGTH = length, B_LOOPSRC = 0, D_FADEINLEN = 0,
      D_FADEOUTLEN = 0,
    }
    for key, value in pairs(values) do
      reaper.SetMediaItemInfo_Value(item, key, value)
    end
    reaper.GetSetMediaItemInfo_String(item, REGION_KEY, region.id, true)
    scene.homes[region.id] = scene.homes[region.id] or {}
    table.insert(scene.homes[region.id], item)
    return item
  end

  local function build_peaks(source)
    if reaper.PCM_Source_BuildPeaks(source, 0) ~= 0 then
      local steps = 0
      repeat
        steps = steps + 1
      until reaper.PCM_Source_BuildPeaks(source, 1) == 0 or steps == PEAK_STEPS
      reaper.PCM_Source_BuildPeaks(source, 2)
    end
  end

  local function add_take(scene, order, source)
    local region = scene.regions[order.region]
    local length = order.samples / order.sample_rate
    local item = home(scene, region, length)
      or new_item(scene, region, order.character, length)
    local take = reaper.AddTakeToMediaItem(item)
    reaper.SetMediaItemTake_Source(take, source)
    reaper.GetSetMediaItemTakeInfo_String(take, "P_NAME", order.name, true)
    reaper.GetSetMediaItemTakeInfo_String(take, TAKE_KEY, order.take, true)
    reaper.SetActiveTake(take)
    build_peaks(source)
    reaper.UpdateItemInProject(item)
    scene.takes[order.take] = item
  end

  -- Finds the project that an order is for, in whatever tab.
  local function scene_for(scene_at, order)
    local index = 1
    local scene = scene_at(index)
    while scene and not scene.takes[order.take] and not scene.regions[order.region] do
      index = index + 1
      scene = scene_at(index)
    end
    return scene
  end

  -- Decides about an order: gives its project and the sound where a take is to be added, else the
  -- answer.
  local function decide(scene_at, order)
    local scene = scene_for(scene_at, order)
    if not scene then
      return nil, not_placed(order, "its region is gone from the timeline; the take is kept")
    elseif scene.takes[order.take] then
      return nil, placed(order, item_value(scene.takes[order.take], "D_POSITION"))
    elseif not reaper.file_exists(order.file) then
      return nil, not_placed(order, order.file .. " is missing; render the region again")
    end
    local source = reaper.PCM_Source_CreateFromFile(order.file)
    if not source then
      return nil, not_placed(order, "REAPER cannot read " .. order.file)
    end
    return { scene = scene, order = order, source = source }
  end

  -- Adds takes to one project, all of which one undo takes back.
  local function add_takes(scene, jobs, answers)
    local called = #jobs == 1 and "Takelane: place take" or "Takelane: place takes"
    reaper.Undo_BeginBlock2(scene.proj)
    reaper.PreventUIRefresh(1)
    for _, job in ipairs(jobs) do
      local order, ok, problem = job.order, true, nil
      if not scene.takes[order.take] then -- it is there when it was ordered twice at once
        ok, problem = pcall(add_take, scene, order, job.source)
      end
      answers[order] = ok and placed(order, item_value(scene.takes[order.take], "D_POSITION"))
        or not_placed(order, "REAPER refused it: " .. tostring(problem))
    end
    reaper.PreventUIRefresh(-1)
    reaper.Undo_EndBlock2(scene.proj, called, -1)
    reaper.UpdateArrange()
  end

  -- Tracks can be made in the current project only, so another tab comes to the front meanwhile.
  local function in_front(proj, work)
    local current = reaper.EnumProjects(-1, "")
    if proj ~= current then
      reaper.SelectProjectInstance(proj)
    end
    work()
    if proj ~= current then
      reaper.SelectProjectInstance(current)
    end
  end

  -- Tells whether an order holds what it must.
  function placing.understands(order)
    for key, kind in pairs({
      take = "string", region = "string", character = "string", name = "string", file = "string",
      samples = "number", sample_rate = "number",
    }) do
      if type(order[key]) ~= kind then
        return false
      end
    end
    return order.take ~= "" and order.samples > 0 and order.sample_rate > 0
      and order.samples / order.sample_rate <= LONGEST
  end

  -- Places takes and gives an answer for each, in order.
  function placing.place(orders)
    local scene_at, jobs, scenes, answers = surveys(), {}, {}, {}
    for _, order in ipairs(orders) do
      local job, answer = decide(scene_at, order)
      answers[order] = answer
      if job and not jobs[job.scene] then
        jobs[job.scene] = {}
        scenes[#scenes + 1] = job.scene
      end
      if job then
        table.insert(jobs[job.scene], job)
      end
    end
    for _, scene in ipairs(scenes) do
      in_front(scene.proj, function() add_takes(scene, jobs[scene], answers) end)
    end
    local list = {}
    for index, order in ipairs(orders) do
      list[index] = answers[order]
    end
    return list
  end

  return placing
end
