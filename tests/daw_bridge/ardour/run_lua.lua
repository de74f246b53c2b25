ardour { ["type"] = "EditorAction", name = "Run what the test has written" }

-- $TAKELANE_TEST_LUA names a file, which is renamed when it is begun and ends in .done when it is
-- done. What it says is its answer.
function factory () return function ()
  local path = os.getenv ("TAKELANE_TEST_LUA")
  if not os.rename (path, path .. ".begun") then
    return
  end
  local file = io.open (path .. ".begun")
  local program = load (file:read ("a"))
  file:close ()
  local done, answer = pcall (program)
  file = io.open (path .. ".begun", "w")
  file:write (done and "" or "error: ", tostring (answer))
  file:close ()
  os.rename (path .. ".begun", path .. ".done")
end end
