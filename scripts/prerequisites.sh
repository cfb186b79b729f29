# What ./run and ./test need on a machine. Sourced, not run. Each function returns at once when its need is met;
# what is missing is installed with apt where that is allowed, else one line says what to install.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# install COMMAND PACKAGE...: makes sure that COMMAND is there, installing the Debian PACKAGEs when it is not.
install() {
  local command=$1
  shift
  has "$command" && return
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    has sudo && sudo -n true 2>/dev/null || fail "$command is missing: install it with 'sudo apt-get install $*' and run this again."
    as_root=(sudo -n)
  fi
  has apt-get || fail "$command is missing and so is apt-get: install $command and run this again."
  printf 'Installing %s (for %s)\n' "$*" "$command"
  {
    "${as_root[@]}" apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@"
  } >/tmp/apt-$$.log 2>&1 || {
    tail -n 3 /tmp/apt-$$.log >&2
    rm -f /tmp/apt-$$.log
    fail "apt-get could not install $*: install it by hand and run this again."
  }
  rm -f /tmp/apt-$$.log
}

need_dotnet() {
  has dotnet || fail "The .NET 10 SDK is missing: install it from https://dot.net/download and run this again."
  (cd "$repository" && dotnet --version >/dev/null 2>&1) ||
    fail "The .NET SDK here is too old ($(cd / && dotnet --version)): install the .NET 10 SDK from https://dot.net/download."
}

# The offline flavour, and the tests in both, take the orchestrator and the dashboard from an npm package.
need_node() {
  [ -n "${ASPIRE_DCP_PATH:-}" ] && [ -n "${ASPIRE_DASHBOARD_PATH:-}" ] && return
  has npm || fail "Node.js with npm is missing: install it (https://nodejs.org), or point ASPIRE_DCP_PATH and ASPIRE_DASHBOARD_PATH at an Aspire installation."
}

has_container_engine() {
  { has docker && docker version >/dev/null 2>&1; } || { has podman && podman version >/dev/null 2>&1; }
}

# With a container engine the topologies can run as containers; without one they need redis-server.
need_redis() { has_container_engine || install redis-server redis-server; }

# Whether Aspire's packages can be restored here is tried once and remembered in AspirePackages.props,
# which git ignores. Delete that file, or set ASPIRE_PACKAGES=nuget|offline, to have it decided again.
choose_aspire_packages() {
  local file=$repository/AspirePackages.props flavour=${ASPIRE_PACKAGES:-}
  if [ -z "$flavour" ]; then
    [ -f "$file" ] && return
    printf 'Looking for the Aspire packages\n'
    if dotnet restore "$repository/offline/Probe/Probe.csproj" --verbosity quiet >/dev/null 2>&1; then flavour=nuget; else flavour=offline; fi
  fi
  case $flavour in
    nuget | offline) ;;
    *) fail "ASPIRE_PACKAGES is '$flavour': write nuget or offline." ;;
  esac
  printf '<Project>\n  <PropertyGroup>\n    <AspirePackages>%s</AspirePackages>\n  </PropertyGroup>\n</Project>\n' "$flavour" >"$file"
  printf 'Aspire packages: %s\n' "$flavour"
}

aspire_packages() { sed -n 's:.*<AspirePackages>\(.*\)</AspirePackages>.*:\1:p' "$repository/AspirePackages.props"; }

# need_free_port NAME PORT WHAT_TO_DO: tells before the build what the AppHost would tell after it.
need_free_port() {
  if (exec 3<>"/dev/tcp/localhost/$2") 2>/dev/null; then fail "$1's port $2 is in use: $3."; fi
}

# 'dotnet msbuild' and not 'dotnet build', which adds a summary to a build that has nothing to say.
build() {
  printf 'Building (the first time takes some minutes)\n'
  dotnet msbuild "$1" -restore -property:Configuration=Release -maxCpuCount -verbosity:quiet -nologo \
    -consoleLoggerParameters:NoSummary -nodeReuse:false -property:UseSharedCompilation=false
}

prepare_to_build() {
  need_dotnet
  choose_aspire_packages
  [ "$(aspire_packages)" = nuget ] || need_node
}
