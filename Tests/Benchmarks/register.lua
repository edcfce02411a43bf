-- wrk: registers a new schema of about 1 KB under a subject of its own with each request, and counts the answers.
local counter = 0
local refused = 0
local prefix = os.getenv("ACCORD_BENCH_PREFIX") or "s"
local filler = {}
for n = 1, 18 do
  filler[n] = string.format('\\"field_%02d\\":{\\"type\\":\\"string\\",\\"maxLength\\":%d}', n, 20 + n)
end
local properties = table.concat(filler, ",")
local headers = { ["Content-Type"] = "application/vnd.schemaregistry.v1+json" }

function request()
  counter = counter + 1
  local body = string.format(
    '{"schemaType":"JSON","schema":"{\\"title\\":\\"%s %d\\",\\"type\\":\\"object\\",\\"properties\\":{%s}}"}',
    prefix, counter, properties)
  return wrk.format("POST", "/subjects/" .. prefix .. "-" .. counter .. "-value/versions", headers, body)
end
