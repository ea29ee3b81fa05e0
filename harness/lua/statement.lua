-- SPDX-License-Identifier: MIT
--
-- statement.lua - what `word "name" { ... }` leaves behind.
--
-- A scenario file runs in two phases.  While it runs, its words only record
-- what was said and on which line: that is here, and in words.lua.  When it
-- has run, everything is checked.  In the first phase strings have none of
-- their pattern methods (see sandbox.lua), so they are not used here.

local getinfo = debug.getinfo

local M = {}

M.chunk = "=scenario" -- the name under which Lua knows the file

-- The statements, by the empty objects that the file holds in their place.
local recorded = setmetatable({}, { __mode = "k" })

-- The line of the file that is being executed.
function M.here()
  for level = 2, 200 do
    local info = getinfo(level, "Sl")
    if not info then break end
    if info.source == M.chunk then return info.currentline end
  end
  return 1
end

local object = { __metatable = false }

-- word "name" { body }: the second call.
function object.__call(self, body)
  local statement = recorded[self]
  statement.bodies = statement.bodies + 1
  statement.body = body
  return self
end

function object.__index() end

function object.__newindex()
  error("a statement cannot be changed after it was made", 2)
end

function object.__tostring(self)
  return recorded[self].word
end

local Statement = {}
Statement.__index = Statement

-- "on line 21", or with the file if that is another one.
function Statement:seen_from(file)
  if self.file == file then return "on line " .. self.line end
  return ("in %s:%d"):format(self.file.source.path, self.line)
end

function M.new(file, word, name, arguments)
  local self = setmetatable({}, object)
  local statement = setmetatable({ file = file, word = word, name = name,
    arguments = arguments or {}, line = M.here(), bodies = 0, used = false },
    Statement)
  recorded[self] = statement
  file.statements[#file.statements + 1] = statement
  return self
end

-- What an object of the file stands for; nil for any other value.
function M.of(value)
  return type(value) == "table" and recorded[value] or nil
end

return M
