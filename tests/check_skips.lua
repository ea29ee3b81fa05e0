-- SPDX-License-Identifier: MIT
--
-- check_skips.lua - a run skipped what it may, and nothing else.
--
--   lua5.4 tests/check_skips.lua ALLOWED CLIENT ISOLATION RESULTS [POLICY...]
--
-- ALLOWED is tests/data/allowed_skips.txt, RESULTS the results.jsonl of a run.
-- With policies, only those were run.

local function die(...)
  io.stderr:write("check_skips: ", string.format(...), "\n")
  os.exit(1)
end

local function each_line(path)
  return (io.open(path) or die("cannot read %s", path)):lines()
end

-- The lines for this client in this isolation.
local function read_allowed(path, client, isolation)
  local allowed = {}
  for line in each_line(path) do
    if line ~= "" and line:sub(1, 1) ~= "#" then
      local who, where, case, policy, reason =
        line:match "^([^\t]+)\t([^\t]+)\t([^\t]+)\t([^\t]+)\t([^\t]+)$"
      if not who then die("%s: %q is not five fields", path, line) end
      if who == client and where == isolation then
        allowed[#allowed + 1] =
          { line = line, case = case, policy = policy, reason = reason }
      end
    end
  end
  return allowed
end

-- {"name":"text",...}; no text of a result needs an escape where we look.
local function field(line, name)
  return line:match('"' .. name .. '":"([^"]*)"')
end

local function read_skipped(path)
  local skipped = {}
  for line in each_line(path) do
    if field(line, "result") == "skipped" then
      skipped[#skipped + 1] = { case = field(line, "case"),
        policy = field(line, "policy"), reason = field(line, "why") }
    end
  end
  return skipped
end

local function fits(rule, cell)
  return (rule.case == "*" or rule.case == cell.case)
    and (rule.policy == "*" or rule.policy == cell.policy)
    and rule.reason == cell.reason
end

local function is_allowed(allowed, cell)
  for _, rule in ipairs(allowed) do
    if fits(rule, cell) then
      rule.used = true
      return true
    end
  end
  return false
end

local function compare(allowed, skipped, was_run)
  local wrong = {}
  for _, cell in ipairs(skipped) do
    if not is_allowed(allowed, cell) then
      wrong[#wrong + 1] = ("%s/%s is skipped: %s"):format(cell.case, cell.policy,
        cell.reason)
    end
  end
  for _, rule in ipairs(allowed) do
    if not rule.used and was_run(rule.policy) then
      wrong[#wrong + 1] = "nobody needs: " .. rule.line
    end
  end
  return wrong
end

local policies = {}
for i = 5, #arg do policies[arg[i]] = true end
local wrong = compare(read_allowed(arg[1], arg[2], arg[3]), read_skipped(arg[4]),
  function(policy) return #arg < 5 or policy == "*" or policies[policy] end)
for _, what in ipairs(wrong) do print(what) end
if #wrong > 0 then die("%d differences", #wrong) end
