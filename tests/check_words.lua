-- SPDX-License-Identifier: MIT
-- check_words.lua - is everything a scenario file may say explained?
-- usage: lua5.4 tests/check_words.lua README WORDS.json FIELDS.json PLACEHOLDERS.json
--
-- The JSON is what `badmx list words --json` and so on print.  A word is
-- explained if it stands in backquotes, alone or in front of something.

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read "a"
end

local function strings_of(json, into)
  for word in json:gmatch '"([%a_][%w_-]*)"' do into[word] = true end
end

-- Of the fields the names alone, not what is said about them.
local function keys_of(json, into)
  for word, rest in json:gmatch '"([%a_][%w_-]*)":%s*(%S)' do
    if rest == "{" then into[word] = true end
  end
end

-- Every word in backquotes, in tables, code and examples.
local function explained(readme)
  local words = {}
  readme = readme:gsub("\n```.-\n```", " ")
  for code in readme:gmatch "`([^`\n]+)`" do
    for word in code:gmatch "[%a_][%w_-]*" do words[word] = true end
  end
  return words
end

local readme, wanted, missing = read(arg[1]), {}, 0
strings_of(read(arg[2]), wanted)
keys_of(read(arg[3]), wanted)
strings_of(read(arg[4]), wanted)
for _, title in ipairs { "outcomes", "words", "authority" } do
  wanted[title] = nil -- the titles of lists
end

local known, total = explained(readme), 0
for word in pairs(wanted) do
  total = total + 1
  if not known[word] then
    print(("%s: nothing is said about %q"):format(arg[1], word))
    missing = missing + 1
  end
end
print(("%d words, %d not explained"):format(total, missing))
os.exit(missing == 0 and total > 100)
