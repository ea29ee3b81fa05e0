-- SPDX-License-Identifier: MIT
std = "lua54"
max_line_length = 88
exclude_files = { "build" }

-- What a scenario or client file may read: see harness/lua/sandbox.lua.
local words = {
  "case", "mx", "host", "record", "matrix", "policies", "row", "verified",
  "unverified", "cleartext", "defer", "bounce", "deliver", "withhold", "skip",
  "next_mx", "client", "tool", "file", "setup", "start", "ready", "tcp", "delay",
  "send", "smtp", "command", "batch", "queue", "retry", "log", "stdout",
  "stderr", "stop", "policy", "env", "users", "programs", "isolation",
}

local language = {
  "assert", "error", "ipairs", "math", "next", "pairs", "select", "string",
  "table", "tonumber", "tostring", "type",
}

local sandboxed = {}
for _, list in ipairs { words, language } do
  for _, word in ipairs(list) do sandboxed[#sandboxed + 1] = word end
end

files["scenarios"] = { std = "none", read_globals = sandboxed }
files["tests/data/scenarios"] = { std = "none", read_globals = sandboxed }
files["tests/data/hangs.lua"] = { std = "none", read_globals = sandboxed }
