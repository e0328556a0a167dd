# Sourced by ./run and ./test. Makes .venv/ in the checkout, or brings it up to date; names system packages it cannot install.
# What is done is remembered by content in .venv/, so that the second time costs nothing.

say() { printf '%s\n' "$*"; }

# Installs Debian packages when we are root; otherwise prints the one command that does. $1: what cannot be done without.
system_packages() {
  local without="$1"; shift
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    if [ -z "${APT_UPDATED:-}" ]; then
      say "Refreshing the list of system packages …"
      apt-get update -qq >/dev/null 2>&1 || true
      APT_UPDATED=1
    fi
    say "Installing the system package(s) $* …"
    if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; then
      return 0
    fi
    say "They could not be installed. $without"
    return 1
  fi
  say "$without To change that:"
  say "    sudo apt-get install -y $*"
  return 1
}

find_python() {
  local name
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

# setup_python CHECKOUT REQUIREMENTS…
setup_python() {
  local here="$1"; shift
  local venv="$here/.venv" python stamp file wanted
  local -a files=()
  if ! python="$(find_python)"; then
    system_packages "Dokodemo needs Python 3.11 or newer." python3 python3-venv || exit 1
    python="$(find_python)" || { say "This system has no Python 3.11 or newer."; exit 1; }
  fi
  # Two at once (./run and ./test) must not write the same folder.
  exec 9>"$here/.venv.lock"
  if command -v flock >/dev/null && ! flock -n 9; then
    say "Waiting for another ./run or ./test that is setting up this folder …"
    flock 9
  fi
  if ! "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "Making .venv/ …"
    rm -rf "$venv"
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
      system_packages "Python here lacks what makes a virtual environment, and nothing works without." \
        "python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv" || exit 1
    fi
    "$python" -m venv "$venv" || { rm -rf "$venv"; say "A virtual environment could not be made in $venv."; exit 1; }
  fi
  for file in "$@"; do
    stamp="$venv/.installed-$file"
    wanted="$(sha256sum < "$here/$file")"
    if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
      say "Installing Python packages ($file); the first time this takes a minute or two …"
      rm -f "$stamp"
      install_requirements "$venv" "$here/$file"
      printf '%s' "$wanted" > "$stamp"
    fi
  done
  link_package "$here" "$venv"
  exec 9>&-
}

# One line per ten packages: enough to see that it goes on.
install_requirements() {
  local venv="$1" file="$2" log
  log="$(mktemp)"
  if ! PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 "$venv/bin/python" -m pip install --require-hashes \
      --progress-bar off -r "$file" 2>&1 | tee "$log" \
      | awk '/^Collecting|^Requirement already/ { n++; if (n % 10 == 0) { printf "  %d packages looked up\n", n; fflush() } }
             /^Installing collected/ { print "  installing"; fflush() }'; then
    say "The Python packages could not be installed:"
    tail -n 15 "$log"
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

# The package is used where it lies: a .pth file names the folders, a small script is the command.
link_package() {
  local here="$1" venv="$2" site
  site="$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
  printf '%s\n%s\n' "$here/src" "$here" > "$site/dokodemo.pth.new"
  mv "$site/dokodemo.pth.new" "$site/dokodemo.pth"
  printf '#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/python" -P -m dokodemo "$@"\n' > "$venv/bin/dokodemo.new"
  chmod +x "$venv/bin/dokodemo.new"
  mv "$venv/bin/dokodemo.new" "$venv/bin/dokodemo"
}

has_font() {
  compgen -G '/usr/share/fonts/*/*/ipamjm.ttf' >/dev/null || compgen -G '/usr/share/fonts/*/ipamjm.ttf' >/dev/null \
    || compgen -G "$HOME/.local/share/fonts/ipamjm.ttf" >/dev/null || compgen -G '/usr/local/share/fonts/ipamjm.ttf' >/dev/null
}

setup_font() {
  has_font || system_packages \
    "Without the MJ font, notices to people whose names need its characters cannot be shown; all else works." \
    fonts-ipamj-mincho || true
}

setup_browser() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
    || system_packages "Without Chromium, the checks in a browser cannot be made; all others are." chromium || true
}
