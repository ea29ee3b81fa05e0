-- SPDX-License-Identifier: MIT
--
-- tool.lua - tool "name" { package = "...", try = "...", file "..." }: a
-- program that a person uses in the mail world, and what it needs there.

local client = require "client"
local fields = require "fields"
local json = require "json"
local schema = require "schema"
local statement = require "statement"
local words = require "words"

local M = {}

-- ${...} in its files and its command.
M.placeholders = { "ca_file", "ca_path", "domain", "helo" }

function M.words(file)
  return { tool = function(name) return statement.new(file, "tool", name) end }
end

local function wrong(s, message, hint)
  schema.place(s):wrong(message, hint)
end

-- A person in the mail world keeps his own folders: there a file would stay.
local function private(file, s)
  if not file then return nil end
  for _, folder in ipairs { "^/etc/.", "^/run/.", "^/var/." } do
    if file.path:find(folder) and not file.path:find("/../", 1, true) then
      return file
    end
  end
  wrong(s, "a file of a tool is in /etc, /run or /var")
end

local function take_files(tool, s)
  for i, value in ipairs(s.body) do
    local inner = statement.of(value)
    if inner then inner.used = true end
    if inner and inner.word == "file" then
      tool.files[#tool.files + 1] = private(client.file(tool, inner), inner)
    elseif not words.is_unknown(value) then
      schema.place(s):down(i):wrong(inner and ("%s does not belong into a "
        .. "tool"):format(inner.word) or "a tool holds fields and files",
        "All fields: badmx list fields tool   All words: badmx help words")
    end
  end
end

-- A statement `tool` becomes a tool of the suite.
function M.check(s, suite)
  if not schema.opens(s, suite.tool_of, "a tool is named as its program") then
    return
  end
  local tool = { name = s.name, files = json.list {}, needs = json.list {},
                 placeholders = client.known_placeholders(M.placeholders) }
  local place = schema.place(s)
  place.placeholders = tool.placeholders
  take_files(tool, s)
  for key, value in pairs(schema.check(fields.tool, s.body, place) or {}) do
    tool[key] = value
  end
  tool.placeholders = nil
  suite.tools[#suite.tools + 1] = tool
end

return M
