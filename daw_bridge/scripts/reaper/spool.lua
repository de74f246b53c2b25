-- Takelane: exchanges letters and states with Takelane through files in a folder.
--
-- A letter in to_daw/ stays until it is done with, so whoever is killed finds it again. States on
-- the board replace one another. Everything is written under another name and then renamed, as a
-- reader must never see half a file.

local PROTOCOL = "takelane-bridge/1"
local LETTER = "^(%d+)%-[%w_-]+%.json$"
local LARGEST = 2 ^ 20

return function(reaper, json, folder)
  local spool = { protocol = PROTOCOL }
  local inbox, outbox = folder .. "/to_daw/", folder .. "/to_takelane/"
  local handled = {}
  local born_ms, born = os.time() * 1000, reaper.time_precise()
  local last_ms = 0
  local renames -- whether files can be renamed, once that was tried

  local function now_ms()
    return born_ms + math.floor((reaper.time_precise() - born) * 1000)
  end

  local function write_file(path, ...)
    local file = io.open(path, "wb")
    if not file then
      return false
    end
    local written = file:write(...)
    return file:close() and written and true or false
  end

  -- Tells whether files here can be renamed. On Windows, Lua may know no rename in a folder with
  -- letters beyond ASCII; a plain write must do there.
  local function can_rename()
    if renames == nil and write_file(folder .. "/rename.part", "") then
      renames = os.rename(folder .. "/rename.part", folder .. "/rename.done") ~= nil
      os.remove(folder .. "/rename.done")
      os.remove(folder .. "/rename.part")
    end
    return renames
  end

  local function write_whole(path, ...)
    if not can_rename() then
      return write_file(path, ...)
    end
    local partial = path .. ".part"
    if not write_file(partial, ...) then
      return false
    elseif os.rename(partial, path) then
      return true
    end
    os.remove(path) -- Windows renames onto nothing only
    if os.rename(partial, path) then
      return true
    end
    os.remove(partial)
    return false -- its reader holds the old one; the next time it will not
  end

  local function read_file(path, n_bytes)
    local file = io.open(path, "rb")
    if not file then
      return nil
    end
    local content = file:read(n_bytes or LARGEST) or ""
    file:close()
    return content
  end

  local function understood(content)
    local message = json.decode(content or "")
    local known = type(message) == "table" and message.protocol == PROTOCOL
    return known and message or nil
  end

  -- Makes the folders.
  function spool.open()
    reaper.RecursiveCreateDirectory(inbox, 0)
    reaper.RecursiveCreateDirectory(outbox, 0)
  end

  -- Sends a letter; tells whether it could be written.
  function spool.send(kind, data)
    last_ms = math.max(now_ms(), last_ms + 1)
    local id = reaper.genGuid(""):gsub("[^%w]", ""):lower()
    local content = { protocol = PROTOCOL, kind = kind, data = data }
    return write_whole(
      string.format("%s%019d-%s.json", outbox, last_ms, id), json.encode(content)
    )
  end

  local function letter_names()
    local names = {}
    reaper.EnumerateFiles(inbox, -1) -- read the folder, not what REAPER remembers of it
    local index = 0
    local name = reaper.EnumerateFiles(inbox, index)
    while name do
      if name:match(LETTER) and not handled[name] then
        names[#names + 1] = name
      end
      index = index + 1
      name = reaper.EnumerateFiles(inbox, index)
    end
    table.sort(names)
    return names
  end

  -- Gives the letters that wait, oldest first. What is damaged is moved aside; what cannot be
  -- opened, since a virus scanner holds it, waits for the next time.
  function spool.letters()
    local letters = {}
    for _, name in ipairs(letter_names()) do
      local content = read_file(inbox .. name)
      local message = understood(content)
      local letter = { name = name, age = (now_ms() - tonumber(name:match(LETTER))) / 1000 }
      if message and type(message.kind) == "string" and type(message.data) == "table" then
        letter.kind, letter.data = message.kind, message.data
        letters[#letters + 1] = letter
      elseif content then
        spool.refuse(letter)
      end
    end
    return letters
  end

  -- Takes a letter away for good, even where its file cannot be removed.
  function spool.done(letter)
    handled[letter.name] = true
    os.remove(inbox .. letter.name)
  end

  -- Moves a letter aside that nobody can do anything with.
  function spool.refuse(letter)
    handled[letter.name] = true
    os.rename(inbox .. letter.name, inbox .. letter.name:gsub("json$", "refused"))
  end

  -- Puts a state, in one or more pieces of text, on the board; tells whether it could be written.
  function spool.publish(state, ...)
    return write_whole(folder .. "/" .. state .. ".json", ...)
  end

  function spool.withdraw(state)
    os.remove(folder .. "/" .. state .. ".json")
  end

  -- Gives the revision of the timeline that is on the board, or 0.
  function spool.last_revision()
    local head = read_file(folder .. "/timeline.json", 100) or ""
    return tonumber(head:match('"revision":(%d+)') or 0)
  end

  -- Reads a state; gives nothing where it cannot be understood, and whether there is one at all.
  function spool.state(state)
    local content = read_file(folder .. "/" .. state .. ".json")
    return understood(content), content ~= nil
  end

  return spool
end
