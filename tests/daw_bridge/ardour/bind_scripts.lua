-- Add scripts as Ardour's Script Manager does: it keeps the source of each, and what the function
-- "factory" alone was compiled to. Writes to $OUT the programs by which Ardour remembers them: first
-- the one for all actions, then one for each hook.
-- $ACTIONS and $HOOKS name the files, a line each. Run by ardour7-lua.
local out = assert (io.open (os.getenv ("OUT"), "wb"))

-- Gives the program that stores a script in a variable.
local function stored (path, variable)
  local file = assert (io.open (path))
  local source = file:read ("a")
  file:close ()
  local name
  local environment = setmetatable (
    { ardour = function (about) name = about.name end }, { __index = _ENV }
  )
  assert (load (source, path, "t", environment)) ()
  local fields = { n = name, s = source, f = string.dump (environment.factory, true), c = "" }
  local program = variable .. " = {} " .. variable .. '["a"] = {} '
  for key, value in pairs (fields) do
    program = program .. string.format ("%s[%q] = %q ", variable, key, value)
  end
  return program
end

local actions, slot = "scripts = {} ", 0
for path in os.getenv ("ACTIONS"):gmatch ("[^\n]+") do
  slot = slot + 1
  actions = actions .. stored (path, string.format ("scripts[%d]", slot))
end
out:write (string.pack ("<s4", actions))
for path in os.getenv ("HOOKS"):gmatch ("[^\n]+") do
  out:write (string.pack ("<s4", stored (path, "s")))
end
out:close ()
print ("done")
quit ()
