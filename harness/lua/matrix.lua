-- SPDX-License-Identifier: MIT
--
-- matrix.lua - matrix "title" { policies { "strict", ... },
-- row "case" { defer | bounce, ..., twin = "case" } }.

local complain = require "complain"
local fields = require "fields"
local json = require "json"
local native = require "native"
local schema = require "schema"
local statement = require "statement"
local words = require "words"

local M = {}

function M.words(file)
  return {
    matrix = function(title) return statement.new(file, "matrix", title) end,
    policies = function(body)
      return statement.new(file, "policies", nil, { body = body })
    end,
    row = function(id) return statement.new(file, "row", id) end,
  }
end

local function check_policy(name, seen, place)
  if words.is_unknown(name) then return nil end
  if type(name) ~= "string" then
    place:wrong("a policy is written in quotes")
    return nil
  end
  local canonical, why = native.policy(name)
  if not canonical then
    place:wrong(why or ("there is no policy called %q"):format(name),
      complain.hint(name, native.policies,
        "All names: badmx list policies"))
    return nil
  end
  if seen[canonical] then
    place:wrong(("the policy %q stands here twice"):format(name))
    return nil
  end
  seen[canonical] = true
  return canonical
end

-- The columns: canonical names, false where one is wrong.
local function columns_of(s)
  local place, body = schema.place(s), s.arguments.body
  if type(body) ~= "table" or words.is_unknown(body) then
    place:wrong("policies takes a list",
      'for example: policies { "relaxed", "strict" }')
    return nil
  end
  local columns, seen = json.list {}, {}
  for i, name in ipairs(body) do
    columns[i] = check_policy(name, seen, place:down(i)) or false
  end
  return columns
end

local function check_cell(value, row, i)
  if words.is_unknown(value) then return nil end
  local cell, place = words.cell(value), schema.place(row):down(i)
  if not cell then
    local word = type(value) == "string" and value
    place:wrong(word and words.meanings[word]
      and ("%s is a word, not a text: leave out the quotes"):format(word)
      or "an outcome word belongs here", "All words: badmx help words")
    return nil
  end
  local problem, hint = words.problem(cell)
  if problem then
    place:wrong(problem, hint)
    return nil
  end
  return cell
end

local function cell_json(cell)
  if cell.skip then return { skip = true } end
  local any = json.list {}
  for i, sequence in ipairs(cell.any) do
    any[i] = json.list(table.move(sequence, 1, #sequence, 1, {}))
  end
  return { any = any }
end

local function check_count(row, columns, policies)
  if #row.body == #columns then return true end
  local many = #row.body == 1 and "outcome" or "outcomes"
  schema.place(row):wrong(("this row has %d %s under %d policies")
    :format(#row.body, many, #columns), ("the policies are on line %d")
    :format(policies.line))
  return false
end

local function cells_of(row, columns)
  local cells, good = json.list {}, true
  for i in ipairs(columns) do
    row.cells[i] = check_cell(row.body[i], row, i)
    cells[i] = row.cells[i] and cell_json(row.cells[i])
    good = good and cells[i]
  end
  return good and cells or nil
end

local function is_table(value)
  return type(value) == "table" and not words.is_unknown(value)
    and not words.cell(value)
end

local function check_row(row, table_, suite)
  row.used, row.cells, row.columns = true, {}, table_.columns
  local place = schema.place(row)
  if words.is_unknown(row.name) or words.is_unknown(row.body) then return end
  if type(row.name) ~= "string" or not is_table(row.body) then
    place:wrong("a row needs a case and outcomes",
      'for example: row "wrong-name" { deliver, withhold }')
    return
  end
  local first = table_.row_of[row.name]
  if first then
    place:wrong(("there are two rows for %q"):format(row.name),
      "first one is on line " .. first.line)
    return
  end
  table_.row_of[row.name] = row
  local result = schema.check(fields.row, row.body, place)
  row.twin, row.complained_of = result and result.twin, not result
  suite.rows[#suite.rows + 1] = row
  if not table_.policies
    or not check_count(row, table_.columns, table_.policies) then
    return
  end
  local cells = cells_of(row, table_.columns)
  if not result or not cells then return end
  table_.json.rows[#table_.json.rows + 1] = { case = row.name, twin = row.twin,
    line = row.line, cells = cells }
end

-- The statements inside: the columns first, wherever they stand.
local function sort_out(s)
  local policies, rows, place = nil, {}, schema.place(s)
  for i, value in ipairs(s.body) do
    local inner = statement.of(value)
    if inner and inner.word == "row" then
      rows[#rows + 1] = inner
    elseif inner and inner.word == "policies" then
      inner.used = true
      if policies then
        schema.place(inner):wrong("there are two lines of policies",
          "first one is on line " .. policies.line)
      end
      policies = policies or inner
    elseif not words.is_unknown(value) then
      if inner then inner.used = true end
      place:down(i):wrong(inner and ("%s does not belong into a matrix")
        :format(inner.word) or "a matrix holds policies { } and row \"...\" { }")
    end
  end
  return policies, rows
end

-- A statement `matrix` becomes a table of the suite.
function M.check(s, suite)
  local place = schema.place(s)
  if words.is_unknown(s.name) or words.is_unknown(s.body) then return end
  if type(s.name) ~= "string" or not is_table(s.body) then
    if s.bodies > 0 or not s.file.stopped then
      place:wrong('a matrix is: matrix "title" { policies { }, row "id" { } }')
    end
    return
  end
  local title = schema.check(fields.line, s.name, place)
  local policies, rows = sort_out(s)
  local result = schema.check(fields.matrix, s.body, place)
  local columns = policies and columns_of(policies)
  if not policies then
    place:wrong("a matrix needs its policies",
      'for example: policies { "relaxed", "strict" }')
  end
  local table_ = { policies = columns and policies, columns = columns or {},
                   row_of = {},
                   json = { title = title, why = result and result.why,
                            file = s.file.source.path, line = s.line,
                            origin = s.file.origin, policies = columns,
                            rows = json.list {} } }
  for _, row in ipairs(rows) do check_row(row, table_, suite) end
  suite.tables[#suite.tables + 1] = table_.json
end

local function find_case(id, suite, place)
  if suite.case_of[id] then return true end
  if suite.stopped then return false end -- it may be in what was not read
  place:wrong(("there is no case called %q"):format(id),
    complain.hint(id, suite.case_ids, "All names: badmx list cases"))
  return false
end

-- A cell that another table of the same origin has too would be judged twice.
local function note_cells(row, suite)
  local cells = suite.cell_of[row.file.origin]
  for i, column in ipairs(row.columns) do
    local key = ("%s/%s"):format(row.name, column)
    local first = cells[key]
    if first and first.cell and column then
      schema.place(row):wrong(("%s is in two tables"):format(key),
        "first one is " .. first.row:seen_from(row.file))
      return
    end
    cells[key] = { cell = row.cells[i], row = row }
  end
end

local function check_twin_cell(row, column, suite)
  local key = ("%s/%s"):format(row.twin, column)
  local found = suite.cell_of[row.file.origin][key]
  for origin = 2, 0, -1 do
    found = found or suite.cell_of[origin][key]
  end
  local place = schema.place(row):down("twin")
  if not found then
    place:wrong(("the twin %q has no outcome under %s"):format(row.twin, column),
      "a twin is a row of its own, deferred or bounced under that policy")
  elseif found.cell and not words.withheld(found.cell) then
    place:wrong(("the twin %q is not withheld under %s"):format(row.twin,
      column), "a twin must be deferred or bounced: it proves that this "
      .. "client verifies")
  else
    return true
  end
  return false
end

local function check_twin(row, suite)
  if row.twin and not find_case(row.twin, suite,
    schema.place(row):down("twin")) then
    return
  end
  for i, column in ipairs(row.columns) do
    local cell = row.cells[i]
    if column and cell and words.needs_twin(cell) then
      if row.complained_of then return end -- of a misspelt twin, say
      if not row.twin then
        schema.place(row):wrong(("%q may be verified under %s and names no twin")
          :format(row.name, column),
          'add twin = "...": a case with one fault more, which is withheld')
        return
      end
      if not check_twin_cell(row, column, suite) then return end
    end
  end
end

-- What can be checked only when every file is there.
function M.check_rows(suite)
  for _, row in ipairs(suite.rows) do
    if find_case(row.name, suite, schema.place(row)) then
      note_cells(row, suite)
    end
  end
  for _, row in ipairs(suite.rows) do
    if suite.case_of[row.name] then check_twin(row, suite) end
  end
end

return M
