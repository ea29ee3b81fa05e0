-- SPDX-License-Identifier: MIT
--
-- loader.lua - scenario and client files in, one JSON text out:
--
--   { "cases": [...], "tables": [...], "clients": [...], "tools": [...],
--     "errors": [ { "file", "line", "column", "text" } ] }
--
-- Called from lua_loader.c with every file of the suite at once, because a
-- row of one file names a case of another.

local case = require "case"
local client = require "client"
local complain = require "complain"
local fields = require "fields"
local json = require "json"
local matrix = require "matrix"
local native = require "native"
local sandbox = require "sandbox"
local schema = require "schema"
local Source = require "source"
local statement = require "statement"
local syntax = require "syntax"
local tool = require "tool"
local words = require "words"

local M = {}

local makers = { case, matrix, client, tool }
local checks = { case = case.check, matrix = matrix.check,
                 client = client.check, tool = tool.check }
local belongs_into = { mx = "a case", host = "a case", record = "a case",
                       row = "a matrix", policies = "a matrix",
                       tcp = "ready ( )", delay = "ready ( )",
                       smtp = "send ( )", command = "send ( )",
                       batch = "send ( )" }

-- One file.  Complaints of the running phase wait in `notes`.
local File = {}
File.__index = File

function File:note(line, message, hint)
  local list = self.notes
  if #list < 200 then
    list[#list + 1] = { line = line, message = message, hint = hint }
  end
end

local function new_file(input)
  return setmetatable({ source = Source.new(input.path, input.text),
                        origin = input.origin, complaints = {}, notes = {},
                        statements = {}, stopped = false }, File)
end

-- Every word a file may use.
local function words_of(file)
  local all = words.new(file)
  for _, maker in ipairs(makers) do
    for word, value in pairs(maker.words(file)) do all[word] = value end
  end
  return all
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- The token that is the name `word` on a line; if there are several, the
-- one that was not complained about yet.
local function token_on(file, line, word)
  file.shown = file.shown or {}
  local last
  for _, token in ipairs(file.source:tokens()) do
    if token.line > line then break end
    if token.line == line and token.kind == "name" and token.text == word then
      last = token
      if not file.shown[token] then
        file.shown[token] = true
        return token
      end
    end
  end
  return last or line
end

local function complain_about_notes(file, known)
  for _, note in ipairs(file.notes) do
    local where, hint = note.line, note.hint
    if note.word then
      where = token_on(file, note.line, note.word)
      hint = hint or note.unknown and complain.hint(note.word, known,
        "All words: badmx help words", "%s") or nil
    end
    complain.add(file, where, note.message, hint)
  end
end

-- What there is no time to look for is not shown.
local function complain_about_syntax(file, message)
  if sandbox.guard(function() syntax.complain(file, message) end) then
    syntax.complain_shortly(file, message)
  end
end

local function complain_about_failure(file, failure)
  file.stopped = true
  file.spent = failure.why
  if failure.why == "instructions" then
    complain.add(file, failure.line, "this runs for too long",
      "a scenario file only says what there is; is this a loop without end?")
  elseif failure.why == "memory" then
    complain.add(file, failure.line or 1, "this needs too much memory",
      ("a file may use %d MB"):format(native.megabytes))
  elseif failure.message:find("stack overflow", 1, true) then
    complain.add(file, failure.line or 1, "stack overflow",
      "does a function call itself without end?")
  else
    complain.add(file, failure.line or 1, failure.message)
  end
end

-- First phase: the file runs, its words record.
local function run(file)
  local environment = sandbox.environment(file, words_of(file))
  local chunk, message = load(file.source.text, statement.chunk, "t",
    environment)
  if not chunk then
    file.stopped = true
    complain_about_syntax(file, message)
    return
  end
  local failure = sandbox.run(chunk)
  if failure then complain_about_failure(file, failure) end
end

-- Not after an unknown word: it may be what they should have been in.
local function check_orphans(file)
  if #file.notes > 0 then return end
  for _, s in ipairs(file.statements) do
    local where = belongs_into[s.word]
      or not checks[s.word] and "a client"
    if where and not s.used and not file.stopped then
      schema.place(s):wrong(("%s stands outside of %s"):format(s.word, where))
    end
  end
end

-- Second phase: what was recorded is checked.
local function check(file, suite, known)
  complain_about_notes(file, known)
  if file.spent then return end -- there may be a million
  for _, s in ipairs(file.statements) do
    local check_statement = checks[s.word]
    if check_statement then check_statement(s, suite) end
  end
end

local function guarded(file, work)
  local failure = sandbox.guard(work)
  if failure then
    complain.bare(file, 1, "this file is too much to check: "
      .. tostring(failure))
  end
end

local function new_suite()
  return { cases = json.list {}, tables = json.list {},
           clients = json.list {}, tools = json.list {}, tool_of = {},
           case_of = {}, case_ids = {},
           domains = {}, host_names = {},
           client_of = {}, rows = {}, cell_of = { [0] = {}, {}, {} } }
end

local function errors_of(files)
  local errors = json.list {}
  for _, file in ipairs(files) do
    table.sort(file.complaints, function(a, b)
      if a.line ~= b.line then return a.line < b.line end
      return a.column < b.column
    end)
    for _, complaint in ipairs(file.complaints) do
      errors[#errors + 1] = complaint
    end
    if file.more then
      errors[#errors + 1] = { file = file.source.path, line = 0, column = 0,
        text = ("... and %d more in %s\n"):format(file.more,
          file.source.path) }
    end
  end
  return errors
end

function M.load(inputs)
  local suite, files = new_suite(), {}
  local known = sorted_keys(words_of(new_file { path = "", text = "", origin = 0 }))
  for i, input in ipairs(inputs) do
    files[i] = new_file(input)
    run(files[i])
    suite.stopped = suite.stopped or files[i].stopped
    guarded(files[i], function() check(files[i], suite, known) end)
  end
  if #files > 0 then
    guarded(files[#files], function() matrix.check_rows(suite) end)
  end
  for _, file in ipairs(files) do
    guarded(file, function() check_orphans(file) end)
  end
  native.budget()
  return json.encode { cases = suite.cases, tables = suite.tables,
                       clients = suite.clients, tools = suite.tools,
                       errors = errors_of(files) }
end

-- The words, fields and placeholders, for `badmx list`.
function M.describe()
  return json.encode { fields = fields.describe(),
    outcomes = words.descriptions,
    words = json.list(sorted_keys(words_of(new_file { path = "",
      text = "", origin = 0 }))),
    placeholders = { case = json.list { "address", "domain", "id" },
                     client = json.list(client.placeholders),
                     tool = json.list(tool.placeholders) } }
end

return M
