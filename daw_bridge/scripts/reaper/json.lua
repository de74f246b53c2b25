-- Takelane: writes and reads JSON, as much of it as the bridge needs.

local json = {}

local DEEPEST = 64

local ESCAPES = {
  ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t",
}

local UNESCAPES = {
  ['"'] = '"', ["\\"] = "\\", ["/"] = "/", b = "\b", f = "\f", n = "\n", r = "\r", t = "\t",
}

local function escaped(character)
  return ESCAPES[character] or string.format("\\u%04x", character:byte())
end

-- Replaces what is no UTF-8, so that one odd name never makes a whole file unreadable.
local function as_utf8(text)
  text = text:gsub("\xED[\xA0-\xBF][\x80-\xBF]", "?")
  local _, bad = utf8.len(text)
  while bad do
    text = text:sub(1, bad - 1) .. "?" .. text:sub(bad + 1)
    _, bad = utf8.len(text, bad)
  end
  return text
end

function json.string(text)
  return '"' .. as_utf8(text):gsub('[%c"\\]', escaped) .. '"'
end

-- Writes a number so that it reads back as the very same one.
function json.number(value)
  if math.type(value) == "integer" then
    return string.format("%d", value)
  end
  if value ~= value or value == math.huge or value == -math.huge then
    return "0"
  end
  local text = string.format("%.15g", value)
  if tonumber(text) ~= value then
    text = string.format("%.17g", value)
  end
  return (text:gsub(",", "."))
end

-- Puts values that are JSON already into a list.
function json.list(texts)
  return "[" .. table.concat(texts, ",") .. "]"
end

local WRITERS = { string = json.string, number = json.number, boolean = tostring }

-- Writes a value; a table with a first entry is a list, any other an object in order of its keys.
function json.encode(value)
  if type(value) ~= "table" then
    return WRITERS[type(value)](value)
  end
  local parts = {}
  if value[1] ~= nil then
    for index, entry in ipairs(value) do
      parts[index] = json.encode(entry)
    end
    return json.list(parts)
  end
  for key, entry in pairs(value) do
    parts[#parts + 1] = json.string(key) .. ":" .. json.encode(entry)
  end
  table.sort(parts)
  return "{" .. table.concat(parts, ",") .. "}"
end

local function behind_space(text, at)
  return text:find("[^ \t\r\n]", at) or #text + 1
end

local function code_unit(text, at)
  local digits = text:match("^\\u(%x%x%x%x)", at)
  return digits and tonumber(digits, 16)
end

-- Reads an escape and gives what it stands for, and where it ends.
local function read_escape(text, at)
  local plain = UNESCAPES[text:sub(at + 1, at + 1)]
  if plain then
    return plain, at + 2
  end
  local unit = code_unit(text, at) or error("an escape is odd")
  local low = unit >= 0xD800 and unit < 0xDC00 and code_unit(text, at + 6)
  if low and low >= 0xDC00 and low < 0xE000 then
    return utf8.char(0x10000 + (unit - 0xD800) * 0x400 + low - 0xDC00), at + 12
  end
  return unit >= 0xD800 and unit < 0xE000 and "?" or utf8.char(unit), at + 6
end

local function read_string(text, at)
  local parts = {}
  at = at + 1
  while true do
    local stop = text:find('["\\%c]', at) or error("a string has no end")
    parts[#parts + 1] = text:sub(at, stop - 1)
    local what = text:sub(stop, stop)
    if what == '"' then
      return table.concat(parts), stop + 1
    elseif what == "\\" then
      parts[#parts + 1], at = read_escape(text, stop)
    elseif what == "\x7F" then
      parts[#parts + 1], at = what, stop + 1
    else
      error("a string holds a control character")
    end
  end
end

local function read_number(text, at)
  local digits = text:match("^-?%d+%.?%d*[eE]?[+-]?%d*", at)
  return digits and tonumber(digits) or error("no value where one was expected"), at + #digits
end

local read_value

local function read_list(text, at, depth)
  local list = {}
  at = behind_space(text, at + 1)
  while text:sub(at, at) ~= "]" do
    list[#list + 1], at = read_value(text, at, depth)
    at = behind_space(text, at)
    if text:sub(at, at) == "," then
      at = behind_space(text, at + 1)
    elseif text:sub(at, at) ~= "]" then
      error("a list has no end")
    end
  end
  return list, at + 1
end

local function read_object(text, at, depth)
  local object = {}
  at = behind_space(text, at + 1)
  while text:sub(at, at) ~= "}" do
    local key
    if text:sub(at, at) ~= '"' then
      error("an object has no end")
    end
    key, at = read_string(text, at)
    at = behind_space(text, at)
    if text:sub(at, at) ~= ":" then
      error("a key has no value")
    end
    object[key], at = read_value(text, at + 1, depth)
    at = behind_space(text, at)
    if text:sub(at, at) == "," then
      at = behind_space(text, at + 1)
    elseif text:sub(at, at) ~= "}" then
      error("an object has no end")
    end
  end
  return object, at + 1
end

local WORDS = { t = { "true", true }, f = { "false", false }, n = { "null", nil } }
local READERS = { ['"'] = read_string, ["["] = read_list, ["{"] = read_object }

function read_value(text, at, depth)
  at = behind_space(text, at)
  if depth > DEEPEST then
    error("it is nested too deeply")
  end
  local first = text:sub(at, at)
  local word = WORDS[first]
  if word and text:sub(at, at + #word[1] - 1) == word[1] then
    return word[2], at + #word[1]
  end
  return (READERS[first] or read_number)(text, at, depth + 1)
end

-- Reads a text; gives nothing, and why, where it is no JSON.
function json.decode(text)
  local ok, value, at = pcall(read_value, text, 1, 0)
  if not ok then
    return nil, value
  elseif behind_space(text, at) <= #text then
    return nil, "something follows behind the end"
  end
  return value
end

return json
