-- SPDX-License-Identifier: MIT
-- check_layers.lua - who may include whom.
-- usage: lua5.4 tests/check_layers.lua SOURCE_ROOT
--        lua5.4 tests/check_layers.lua --self-test

-- A layer is the folder of a file; within sim each folder is one of its own.
local may_include = {
  ["sim/base"] = { "sim/base" },
  ["certs"] = { "certs", "sim/base" },
  ["sim/dns"] = { "sim/dns", "certs", "sim/base" },
  ["sim/tls"] = { "sim/tls", "certs", "sim/base" },
  ["sim/smtp"] = { "sim/smtp", "sim/tls", "certs", "sim/base" },
  ["sim/web"] = { "sim/web", "sim/tls", "certs", "sim/base" },
  ["sim/world"] = { "sim/", "certs" },
  ["reports"] = { "reports", "sim/base" },
  ["harness"] = { "harness", "sim/", "certs", "reports" },
}

-- Whose header it is, and the only places that may include it.
local foreign = {
  { "^openssl/", { "certs/", "sim/tls/", "sim/smtp/", "sim/web/",
    "sim/base/err.c", "harness/sender/" } },
  { "^ldns/", { "sim/dns/", "harness/sender/" } },
  { "^event2/", { "sim/dns/", "sim/tls/", "sim/smtp/", "sim/web/", "sim/world/",
    "harness/" } },
  { "^lua", { "harness/" } },
  { "^lauxlib%.h", { "harness/" } },
}

-- Pure modules: a stranger's bytes go in, an answer comes out.  They are the
-- ones we fuzz and test by table, so they may not touch the machine.
local pure = {
  "sim/base/text", "sim/smtp/smtp_command", "sim/smtp/smtp_persona",
  "sim/smtp/dsn", "sim/dns/dns_tree", "sim/dns/dns_answer", "certs/cert_recipe",
  "reports/report",
}
local impure = {
  "^event2/", "^openssl/ssl", "^sys/socket%.h", "^sys/epoll%.h", "^netinet/",
  "^netdb%.h",
}

local function layer_of(path)
  return path:match "^sim/%w+" or path:match "^%w+"
end

local function starts_with_one_of(s, starts)
  for _, start in ipairs(starts) do
    if s:sub(1, #start) == start then return true end
  end
  return false
end

local function allowed(from, header)
  local to = layer_of(header)
  for _, layer in ipairs(may_include[from] or {}) do
    if layer == to then return true end
    if layer:sub(-1) == "/" and header:sub(1, #layer) == layer then return true end
  end
  return false
end

local function is_pure(path)
  for _, module in ipairs(pure) do
    if path == module .. ".c" or path == module .. ".h" then return true end
  end
  return false
end

local function check_ours(path, header)
  if not allowed(layer_of(path), header) then
    return ("%s may not include %s"):format(layer_of(path), header)
  end
end

local function check_foreign(path, header)
  for _, rule in ipairs(foreign) do
    if header:match(rule[1]) and not starts_with_one_of(path, rule[2]) then
      return ("<%s> does not belong into %s"):format(header, layer_of(path))
    end
  end
  for _, pattern in ipairs(is_pure(path) and impure or {}) do
    if header:match(pattern) then
      return ("this module is pure: <%s> does not belong here"):format(header)
    end
  end
end

-- Calls complain(line number, sentence) for each include that is wrong.
local function check_file(path, lines, complain)
  local n = 0
  for line in lines do
    n = n + 1
    local ours = line:match '^%s*#%s*include%s+"([^"]+)"'
    local theirs = line:match "^%s*#%s*include%s+<([^>]+)>"
    local why = ours and check_ours(path, ours)
      or theirs and check_foreign(path, theirs)
    if why then complain(n, why) end
  end
end

local function check_tree(root)
  local bad, seen = 0, 0
  local find = "cd '%s' && find sim certs reports harness -name '*.[ch]' | sort"
  local files = assert(io.popen(find:format(root)))
  for path in files:lines() do
    seen = seen + 1
    check_file(path, io.lines(root .. "/" .. path), function(n, why)
      print(("%s:%d: %s"):format(path, n, why))
      bad = bad + 1
    end)
  end
  print(("%d files, %d includes that may not be"):format(seen, bad))
  return seen > 0 and bad == 0
end

-- Each line of this made-up tree, and whether it must be complained about.
local made_up = {
  { "reports/report.c", '#include "harness/verdict.h"', true },
  { "reports/report.c", '#include "sim/base/err.h"', false },
  { "reports/report.c", '#include "sim/smtp/smtp_command.h"', true },
  { "certs/cert_chain.c", '#include "sim/tls/tls_identity.h"', true },
  { "certs/cert_chain.c", "#include <openssl/x509.h>", false },
  { "certs/cert_chain.c", "#include <event2/event.h>", true },
  { "sim/dns/dns_server.c", '#include "sim/smtp/smtp_service.h"', true },
  { "sim/dns/dns_server.c", "#include <ldns/ldns.h>", false },
  { "sim/smtp/smtp_service.c", '#include "sim/tls/tls_watch.h"', false },
  { "sim/smtp/smtp_service.c", '#include "sim/world/world.h"', true },
  { "sim/smtp/smtp_service.c", "#include <ldns/ldns.h>", true },
  { "sim/smtp/smtp_command.c", "#include <sys/socket.h>", true },
  { "sim/smtp/smtp_command.c", "#  include <event2/event.h>", true },
  { "sim/world/world.c", '#include "sim/dns/dns_server.h"', false },
  { "sim/world/world.c", '#include "harness/cli/cli.h"', true },
  { "sim/base/text.c", '#include "certs/cert_key.h"', true },
  { "harness/run.c", '#include "sim/world/world.h"', false },
  { "harness/run.c", "#include <openssl/ssl.h>", true },
  { "harness/sender/tls.c", "#include <openssl/ssl.h>", false },
  { "sim/world/world.c", "#include <lua.h>", true },
  { "sim/base/err.c", "/* #include nothing */", false },
}

local function self_test()
  local wrong = 0
  for _, row in ipairs(made_up) do
    local complaints = 0
    local told = false
    local function one_line()
      if told then return nil end
      told = true
      return row[2]
    end
    check_file(row[1], one_line, function() complaints = complaints + 1 end)
    if (complaints > 0) ~= row[3] then
      print(("self-test: %s: %s"):format(row[1], row[2]))
      wrong = wrong + 1
    end
  end
  print(("%d made-up lines, %d judged wrongly"):format(#made_up, wrong))
  return wrong == 0
end

if arg[1] == "--self-test" then
  os.exit(self_test())
end
os.exit(check_tree(arg[1] or "."))
