"""The commands of the README print what it shows."""
import pathlib
import re
import subprocess

from bench import case, expect

ROOT = pathlib.Path(__file__).resolve().parents[3]
SECTIONS = ("Five minutes", "A schema's life")


def sections():
    parts = re.split(r"^## (.+)$", (ROOT / "README.md").read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def shown(section):
    """The commands in a section's blocks, each with what is printed after it."""
    for block in re.findall(r"^```\n(.*?)^```$", section, flags=re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *output = re.sub(r"\\\n", "", part).split("\n")
            while output and not output[-1]:
                output.pop()
            yield command, output


def pattern(lines):
    """What a text has to be like: `…` stands for any part of a line, alone on a line for any lines."""
    text = ""
    for line in lines:
        if line == "…":
            text += r"(?:[^\n]*\n)*?"
        else:
            text += ".*".join(re.escape(part) for part in line.split("…")) + r" *\n"
    return re.compile(text)


@case
def every_command_that_the_readme_shows_prints_what_it_shows(bench):
    server = bench.serve()
    address = server.url.removeprefix("http://")
    environment = bench.environment({"ACCORD_URL": server.url})
    environment["PATH"] = f"{pathlib.Path(bench.accord_path).resolve().parent}:{environment['PATH']}"
    found = sections()
    count = 0
    for name in SECTIONS:
        for command, output in shown(found[name]):
            done = subprocess.run(
                ["bash", "-c", command.replace("localhost:8081", address)], cwd=ROOT, env=environment,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
            printed = done.stdout if done.stdout.endswith("\n") or not done.stdout else done.stdout + "\n"
            printed = printed.replace(address, "localhost:8081")
            expect(pattern(output).fullmatch(printed), f"$ {command}\n{printed}\n--- is not\n" + "\n".join(output))
            count += 1
    expect(count >= 20, f"only {count} commands were found")
