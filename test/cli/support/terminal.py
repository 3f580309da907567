"""Runs a program on a pseudo-terminal of its own: what is read from standard input is typed, what the terminal
shows goes to standard output. Ends with the program's exit code (128 + signal where one ended it); whoever closes
standard input closes the window."""
import fcntl, os, pty, select, struct, sys, termios

rows, columns, *program = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(program[0], program)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", int(rows), int(columns), 0, 0))
sources = [terminal, 0]
while terminal in sources:
    for source in select.select(sources, [], [])[0]:
        try:
            data = os.read(source, 65536)
        except OSError:
            # The other side is closed: the program has ended.
            data = b""
        if not data:
            sources = []
        elif source == 0:
            os.write(terminal, data)
        else:
            os.write(1, data)
os.close(terminal)
_, status = os.waitpid(child, 0)
code = os.waitstatus_to_exitcode(status)
sys.exit(code if code >= 0 else 128 - code)
