-- SPDX-License-Identifier: MIT
--
-- check_corpus.lua - the cases and tables that badmx loaded are those of the
-- catalogue: every case is there, no case is there that is not in it, and every
-- cell says what the catalogue says.
--
--   badmx list cases --json | lua5.4 tests/check_corpus.lua tests/data [FILE]
--
-- FILE, or standard input, holds one object with "cases" and "tables".

local groups = { "^base%-", "^name%-", "^val%-", "^inc%-" }
local letters = { verified = "V", unverified = "U", cleartext = "C", defer = "D",
                  bounce = "B", ["next-mx"] = "N" }

local function die(...)
  io.stderr:write("check_corpus: ", string.format(...), "\n")
  os.exit(2)
end

-- JSON, as far as the program writes it.

local escapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t",
                  ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }
local literals = { ["true"] = true, ["false"] = false, null = false }
local json_value

local function json_string(text, at)
  local parts = {}
  while true do
    local plain, sign, after = text:match('^([^"\\]*)(["\\])()', at)
    if not plain then die("a string without end at byte %d", at) end
    parts[#parts + 1] = plain
    if sign == '"' then return table.concat(parts), after end
    local c = text:sub(after, after)
    if c == "u" then
      parts[#parts + 1] = utf8.char(tonumber(text:sub(after + 1, after + 4), 16))
      at = after + 5
    else
      parts[#parts + 1] = escapes[c] or die("a wrong escape at byte %d", after)
      at = after + 1
    end
  end
end

-- The elements of an array or an object, one call of `add` each.
local function json_elements(text, at, close, add)
  at = text:match("^%s*()", at)
  if text:sub(at, at) == close then return at + 1 end
  while true do
    local sign
    at = add(at)
    sign, at = text:match("^%s*(.)()", at)
    if sign == close then return at end
    if sign ~= "," then die("\",\" or %q is missing at byte %d", close, at - 1) end
  end
end

local function json_array(text, at)
  local array = {}
  local after = json_elements(text, at, "]", function(start)
    local value, rest = json_value(text, start)
    array[#array + 1] = value
    return rest
  end)
  return array, after
end

local function json_object(text, at)
  local object = {}
  local after = json_elements(text, at, "}", function(start)
    local name, value
    start = text:match('^%s*"()', start) or die("no name at byte %d", start)
    name, start = json_string(text, start)
    start = text:match("^%s*:()", start) or die("no value at byte %d", start)
    value, start = json_value(text, start)
    object[name] = value
    return start
  end)
  return object, after
end

function json_value(text, at)
  local sign, start = text:match("^%s*()(.)", at)
  sign, start = start, sign
  if not sign then die("the JSON text ends too early") end
  if sign == "{" then return json_object(text, start + 1) end
  if sign == "[" then return json_array(text, start + 1) end
  if sign == '"' then return json_string(text, start + 1) end
  local word, after = text:match("^([%w+.-]+)()", start)
  if literals[word] ~= nil then return literals[word], after end
  return tonumber(word) or die("%q at byte %d", sign, start), after
end

-- The catalogue.

local function lines_of(path)
  local file = io.open(path) or die("cannot read %s", path)
  local lines = {}
  for line in file:lines() do
    if line ~= "" and line:sub(1, 1) ~= "#" then lines[#lines + 1] = line end
    if line:find "^# id\t" then lines.head = line:sub(3) end
  end
  file:close()
  return lines
end

local function fields_of(line)
  local fields = {}
  for field in line:gmatch "[^\t]+" do fields[#fields + 1] = field end
  return fields
end

local function read_catalogue(folder)
  local lines = lines_of(folder .. "/corpus_ids.txt")
  local catalogue = { cells = {}, exceptions = {}, policies = fields_of(lines.head) }
  table.remove(catalogue.policies, 1)
  for _, line in ipairs(lines) do
    local cells = fields_of(line)
    local id = table.remove(cells, 1)
    if #cells ~= #catalogue.policies or catalogue.cells[id] then
      die("corpus_ids.txt: %s is twice there, or has not a cell a policy", id)
    end
    catalogue.cells[id] = cells
  end
  for _, line in ipairs(lines_of(folder .. "/exceptions.txt")) do
    local id, reason = line:match "^(%S+)\t(.+)$"
    if not id then die("exceptions.txt: %q gives no reason", line) end
    catalogue.exceptions[id] = reason
  end
  return catalogue
end

-- What the program loaded.

local function is_ours(id)
  for _, pattern in ipairs(groups) do
    if id:find(pattern) then return true end
  end
  return false
end

local function cell_text(cell)
  if cell.skip then return "skip" end
  local paths = {}
  for i, path in ipairs(cell.any) do
    local steps = {}
    for k, step in ipairs(path) do steps[k] = letters[step] or step end
    paths[i] = table.concat(steps, ">")
  end
  return table.concat(paths, "|")
end

-- id -> policy -> cell, over all tables.
local function cells_of(suite, complain)
  local found = {}
  for _, matrix in ipairs(suite.tables) do
    for _, row in ipairs(matrix.rows) do
      local cells = found[row.case] or {}
      found[row.case] = cells
      for i, policy in ipairs(matrix.policies) do
        if cells[policy] then complain("%s/%s is twice there", row.case, policy) end
        cells[policy] = row.cells[i] and cell_text(row.cells[i]) or "nothing"
      end
    end
  end
  return found
end

local function compare_row(id, wanted, found, policies, complain)
  for i, policy in ipairs(policies) do
    local got = found and found[policy] or "nothing"
    if got ~= wanted[i] then
      complain("%s/%s is %s, the catalogue says %s", id, policy, got, wanted[i])
    end
  end
end

-- A list of what is wrong, empty if all is well; how many cases were compared.
local function compare(catalogue, suite)
  local wrong, loaded, compared = {}, {}, 0
  local function complain(...) wrong[#wrong + 1] = string.format(...) end
  local found = cells_of(suite, complain)
  for _, case in ipairs(suite.cases) do
    loaded[case.id] = true
    if is_ours(case.id) and not catalogue.cells[case.id] then
      complain("%s is not in the catalogue", case.id)
    end
  end
  for id, wanted in pairs(catalogue.cells) do
    local exception = catalogue.exceptions[id]
    if exception and loaded[id] then
      complain("%s is a case and an exception as well", id)
    elseif not exception and not loaded[id] then
      complain("%s is not a case", id)
    elseif not exception then
      compared = compared + 1
      compare_row(id, wanted, found[id], catalogue.policies, complain)
    end
  end
  for id in pairs(catalogue.exceptions) do
    if not catalogue.cells[id] then complain("no need to except %s", id) end
  end
  table.sort(wrong)
  return wrong, compared
end

-- Each of these must be noticed, or the comparison proves nothing.
local mutants = {
  ["a case is missing"] = function(suite) table.remove(suite.cases, 1) end,
  ["a case is new"] = function(suite)
    table.insert(suite.cases, { id = "name-of-nothing" })
  end,
  ["a row is missing"] = function(suite) table.remove(suite.tables[1].rows) end,
  ["a cell differs"] = function(suite)
    suite.tables[1].rows[1].cells[4] = { any = { { "cleartext" } } }
  end,
  ["a cell is skipped"] = function(suite)
    suite.tables[1].rows[1].cells[4] = { skip = true }
  end,
  ["a step is missing"] = function(suite)
    for _, matrix in ipairs(suite.tables) do
      for _, row in ipairs(matrix.rows) do
        local path = row.cells[1].any and row.cells[1].any[1]
        if path and #path == 2 then return table.remove(path, 1) end
      end
    end
  end,
}

local function main(folder, path)
  local file = path and io.open(path) or not path and io.stdin
    or die("cannot read %s", path)
  local text = file:read "a"
  local suite = json_value(text, 1)
  if type(suite) ~= "table" or not suite.cases or not suite.tables then
    die("the JSON text holds no \"cases\" and \"tables\"")
  end
  local catalogue = read_catalogue(folder)
  local wrong, compared = compare(catalogue, suite)
  for _, what in ipairs(wrong) do print(what) end
  if #wrong > 0 then die("%d differences", #wrong) end
  for what, mutate in pairs(mutants) do
    local mutant = json_value(text, 1)
    mutate(mutant)
    if #compare(catalogue, mutant) == 0 then die("not noticed: %s", what) end
  end
  print(("%d cases are as the catalogue says"):format(compared))
end

main(arg[1] or die("usage: check_corpus.lua DATA_FOLDER [FILE]"), arg[2])
