-- SPDX-License-Identifier: MIT
-- check_names.lua - clients and tools are data: no program text may know one.
-- usage: lua5.4 tests/check_names.lua SOURCE_ROOT
--        lua5.4 tests/check_names.lua --self-test
--
-- The names are those of the files in scenarios/.  A comment may say what
-- some mail server does, because that is often the reason for a line.

-- The small sender, a library too, and a word that C programs have anyway.
local ours = { "builtin", "openssl", "dig" }

local function comments_away(text, is_lua)
  local function blank(comment) return (comment:gsub("[^\n]", " ")) end
  if is_lua then return (text:gsub("%-%-[^\n]*", blank)) end
  return (text:gsub("/%*.-%*/", blank):gsub("//[^\n]*", blank))
end

-- "postfix" and "Postfix", but not "postfixed".
local function find_name(line, name)
  local from = 1
  line, name = line:lower(), name:lower()
  while true do
    local first, last = line:find(name, from, true)
    if not first then return false end
    local before, after = line:sub(first - 1, first - 1), line:sub(last + 1, last + 1)
    if not before:find("%w") and not after:find("%w") then return true end
    from = last + 1
  end
end

local function check_text(path, text, names, complain)
  local n = 0
  text = comments_away(text, path:find("%.lua$")) .. "\n"
  for line in text:gmatch("([^\n]*)\n") do
    n = n + 1
    for _, name in ipairs(names) do
      if find_name(line, name) then
        complain(("%s:%d: it knows %s; make it a word of client files")
          :format(path, n, name))
      end
    end
  end
end

local function names_in(text, names)
  for _, word in ipairs { "client", "tool" } do
    for name in text:gmatch("%f[%w]" .. word .. ' "([^"]+)"') do
      names[name] = true
    end
  end
  for _, name in ipairs(ours) do names[name] = nil end
end

local function lines_of(command)
  local pipe <close> = assert(io.popen(command))
  local lines = {}
  for line in pipe:lines() do lines[#lines + 1] = line end
  return lines
end

local function read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read "a"
end

local function names_of(root)
  local set, names = {}, {}
  for _, path in ipairs(lines_of(("find '%s'/scenarios/clients '%s'/scenarios/"
    .. "tools -name '*.lua'"):format(root, root))) do
    names_in(read(path), set)
  end
  for name in pairs(set) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local function check_tree(root)
  local complaints, names = 0, names_of(root)
  local files = lines_of(("cd '%s' && find sim certs harness reports -name "
    .. "'*.[ch]' -o -name '*.lua'"):format(root))
  for _, path in ipairs(files) do
    check_text(path, read(root .. "/" .. path), names, function(complaint)
      print(complaint)
      complaints = complaints + 1
    end)
  end
  print(("%d files, %d names, %d complaints"):format(#files, #names, complaints))
  return complaints == 0 and #names > 0 and #files > 0
end

-- Text and whether it must be complained about.
local made_up = {
  { "a.c", 'if (strcmp(name, "postfix") == 0)', true },
  { "a.c", '"  badmx run --client Postfix\\n"', true },
  { "a.c", '{.program = "acme-mail",', true },
  { "a.c", "/* Postfix offers them */\nint x;", false },
  { "a.c", "/* one\n * Postfix\n */ f(\"/etc/postfix/main.cf\");", true },
  { "a.c", "x = postfixed + 3;", false },
  { "a.c", "write_postfix(err)", true },
  { "a.c", "#include <openssl/ssl.h>", false },
  { "a.lua", "-- postfix", false },
  { "a.lua", 'if name == "postfix" then', true },
}

local function self_test()
  local set, wrong = {}, 0
  names_in('client "postfix" {\n}\nclient "builtin" { }\n'
    .. 'tool "acme-mail" {}\ntool "openssl" {}', set)
  local names = {}
  for name in pairs(set) do names[#names + 1] = name end
  if #names ~= 2 then print("self-test: names") wrong = wrong + 1 end
  for _, row in ipairs(made_up) do
    local complaints = 0
    check_text(row[1], row[2], names, function() complaints = complaints + 1 end)
    if (complaints > 0) ~= row[3] then
      print(("self-test: %s: %s"):format(row[1], row[2]))
      wrong = wrong + 1
    end
  end
  print(("%d made-up texts, %d judged wrongly"):format(#made_up, wrong))
  return wrong == 0
end

if arg[1] == "--self-test" then
  os.exit(self_test())
end
os.exit(check_tree(arg[1] or "."))
