# The part of a start that reads tables and writes files, in one process: the account, the limits, and the
# container's environment for every kind of SSH session. Works with mawk, gawk and busybox.

BEGIN {
  run = "/run/berth"
  account()
  limits()
  environment()
}

function fail(message) {
  print "berth: " message > "/dev/stderr"
  exit 1
}

# --- the account ------------------------------------------------------------------------------------

# Exactly one account is the lease's. Another that has its number becomes it, another that has its name is
# renamed: two names for one number, or files that change hands silently, would be worse.
function account(    marker, known, f, i, n, aside, former, shell, line) {
  getline marker < "/etc/berth/account"
  close("/etc/berth/account")
  # Afterwards the account belongs to the user, who may change the shell or join groups.
  known = (marker == user " " uid)

  n_passwd = load("/etc/passwd", passwd)
  entry = named = 0
  for (i = 1; i <= n_passwd; i++) {
    split(passwd[i], f, ":")
    names[f[1]] = 1
    if (f[1] == user) named = i
    if (f[3] == uid && (!entry || f[1] == user)) entry = i
  }
  if (!known || !entry || named != entry) {
    adopted = 1
    while ((getline line < "/etc/shells") > 0) shells[line] = 1
    close("/etc/shells")
    shell = "/bin/bash"
    if (entry) {
      split(passwd[entry], f, ":")
      if (f[1] != user) renamed[f[1]] = user
      if (usable(f[7])) shell = f[7]
    }
    if (named && named != entry) {
      split(passwd[named], f, ":")
      if (usable(f[7])) shell = f[7]
      aside = user "-" f[3]
      while (aside in names) aside = aside "_"
      renamed[user] = aside
      passwd[named] = aside substr(passwd[named], length(user) + 1)
    }
    if (user == "root") {
      if (!usable(f[7])) sub(/:[^:]*$/, ":" shell, passwd[entry])
    } else {
      passwd[entry ? entry : ++n_passwd] = user ":x:" uid ":" uid "::" home ":" shell
      groups()
    }
  }
  shadow()
  if (!adopted && !shadow_changed) return
  save()
  print user " " uid > "/etc/berth/account"
  close("/etc/berth/account")
}

function usable(shell) {
  return (shell in shells) && shell !~ /(nologin|false)$/
}

# The primary group has the user's name and number, and the image's memberships end: some of them are root.
function groups(    i, f, n_group, n_gshadow, mine) {
  n_group = load("/etc/group", group)
  for (i = 1; i <= n_group; i++) {
    split(group[i], f, ":")
    if (f[3] == uid) { mine = 1; group_renamed[f[1]] = user }
    else if (f[1] == user) group_renamed[f[1]] = user "-" f[3]
  }
  for (i = 1; i <= n_group; i++) {
    split(group[i], f, ":")
    group[i] = group_name(f[1]) ":" f[2] ":" f[3] ":" members(f[4])
  }
  if (!mine) group[++n_group] = user ":x:" uid ":"
  count["group"] = n_group

  n_gshadow = load("/etc/gshadow", gshadow)
  if (!n_gshadow) return
  for (i = 1; i <= n_gshadow; i++) {
    split(gshadow[i], f, ":")
    gshadow[i] = group_name(f[1]) ":" f[2] ":" members(f[3]) ":" members(f[4])
  }
  if (!mine) gshadow[++n_gshadow] = user ":!::"
  count["gshadow"] = n_gshadow
}

function group_name(name) {
  return (name in group_renamed) ? group_renamed[name] : name
}

function members(list,    i, n, m, kept) {
  n = split(list, m, ",")
  for (i = 1; i <= n; i++) {
    if (m[i] in renamed) m[i] = renamed[m[i]]
    if (m[i] != user) kept = kept (kept == "" ? "" : ",") m[i]
  }
  return kept
}

# "!" would lock the account out of sshd where there is no PAM; "*" only says that no password fits. A password
# that came with the image must not open anything, an expiry date must not close it.
function shadow(    i, f, n, hash, mine, line) {
  if (password == "yes") getline hash < "/etc/berth/password"
  close("/etc/berth/password")
  n = load("/etc/shadow", shadows)
  for (i = 1; i <= n; i++) {
    split(shadows[i], f, ":")
    if (f[1] in renamed) f[1] = renamed[f[1]]
    line = f[1] substr(shadows[i], index(shadows[i], ":"))
    if (f[1] == user) {
      if (mine) { shadows[i] = ""; shadow_changed = 1; continue }
      mine = 1
      if (hash != "") f[2] = hash
      else if (adopted || password != "yes" || f[2] !~ /^\$/) f[2] = "*"
      line = user ":" f[2] ":" (f[3] + 0 ? f[3] : 19000) ":0:99999:7:::"
    } else if (sudo != "yes" && f[2] !~ /^[*!]/) {
      # Not by way of su either.
      line = f[1] ":*:" f[3] ":" f[4] ":" f[5] ":" f[6] ":" f[7] ":" f[8] ":" f[9]
    }
    if (line != shadows[i]) { shadows[i] = line; shadow_changed = 1 }
  }
  if (!mine) { shadows[++n] = user ":" (hash != "" ? hash : "*") ":19000:0:99999:7:::"; shadow_changed = 1 }
  count["shadow"] = n
}

# Written beside and renamed, with the modes of the old ones. What was decided above was read from passwd,
# so it goes last: a start that is cut off in between is decided alike the next time.
function save(    dir, files) {
  dir = "/etc/berth/account.new"
  files = "shadow"
  if ("gshadow" in count) files = files " gshadow"
  if ("group" in count) files = files " group"
  if (adopted) files = files " passwd"
  if (system("rm -rf " dir " && mkdir -m 0700 " dir " && cd /etc && for f in " files \
    "; do if [ -e $f ]; then cp -p $f " dir "; else (umask 077; : > " dir "/$f); fi || exit 1; done") != 0)
    fail("cannot prepare the account files in /etc")
  store(dir "/shadow", shadows, count["shadow"])
  if ("gshadow" in count) store(dir "/gshadow", gshadow, count["gshadow"])
  if ("group" in count) store(dir "/group", group, count["group"])
  if (adopted) store(dir "/passwd", passwd, n_passwd)
  if (system("cd " dir " && mv -f " files " /etc/ && cd / && rmdir " dir) != 0)
    fail("cannot replace the account files in /etc")
}

function load(file, lines,    n, line) {
  while ((getline line < file) > 0) lines[++n] = line
  close(file)
  return n + 0
}

function store(file, lines, n,    i) {
  for (i = 1; i <= n; i++) if (lines[i] != "") print lines[i] > file
  if (close(file) != 0) fail("cannot write " file)
}

# --- the limits -------------------------------------------------------------------------------------

# Debian's pam_limits goes back to the kernel's defaults for whatever no file names.
function limits(    line, file, f) {
  file = "/etc/security/limits.d/zz-berth.conf"
  printf "" > file
  while ((getline line < "/proc/self/limits") > 0) {
    split(line, f, " ")
    if (line ~ /^Max open files/) limit(file, "nofile", f[4], f[5], 1)
    else if (line ~ /^Max processes/) limit(file, "nproc", f[3], f[4], 1)
    else if (line ~ /^Max locked memory/) limit(file, "memlock", f[4], f[5], 1024)
    else if (line ~ /^Max stack size/) limit(file, "stack", f[4], f[5], 1024)
    else if (line ~ /^Max core file size/) limit(file, "core", f[5], f[6], 1024)
  }
  close("/proc/self/limits")
  close(file)
}

function limit(file, item, soft, hard, unit) {
  print user " soft " item " " scaled(soft, unit) > file
  print user " hard " item " " scaled(hard, unit) > file
}

function scaled(value, unit) {
  return value == "unlimited" ? value : sprintf("%.0f", int(value / unit))
}

# --- the environment --------------------------------------------------------------------------------

# SSH sessions know nothing of the container's environment. SetEnv brings it to all of them, the profile puts
# back the PATH that /etc/profile replaces, and sudo gets it through a rule and a file of its own.
function environment(    config, profile, rule, name, value, setenv, item, n, keep, late, path, line, i, list) {
  config = run "/sshd_config"
  profile = "/etc/profile.d/zz-berth.sh"
  n = split("HOME HOSTNAME TERM PWD OLDPWD SHLVL _ USER LOGNAME SHELL MAIL LD_PRELOAD LD_AUDIT " \
    "AWKPATH AWKLIBPATH XDG_RUNTIME_DIR", list, " ")
  for (i = 1; i <= n; i++) skipped[list[i]] = 1
  restore("PATH")
  restore("LC_ALL")
  restore("LD_LIBRARY_PATH")

  n = 1
  setenv = "SetEnv \"XDG_RUNTIME_DIR=/run/user/" uid "\""
  if (!("LANG" in ENVIRON)) setenv = setenv " \"LANG=C.UTF-8\""
  for (name in ENVIRON) {
    if (name !~ /^[A-Za-z_][A-Za-z0-9_]*$/ || name in skipped || name ~ /^(SSH_|BERTH_IMAGE_)/) continue
    value = (name in image) ? image[name] : ENVIRON[name]
    if (name != "PATH") keep = keep " " name
    item = value
    gsub(/[\\"]/, "\\\\&", item)
    # More than about 990 variables or 256 KB end every session, a line break the configuration itself.
    if (value ~ /[\n\r]/ || n >= 900 || length(setenv) + length(item) > 200000) {
      print "export " name "=" quoted(value) > (run "/profile")
      late = late " " name
      continue
    }
    n++
    setenv = setenv " \"" name "=" item "\""
    # sudo never sees what its dynamic linker takes away (LD_LIBRARY_PATH, TMPDIR): hence not the rule alone.
    if (name != "PATH") print name "='" value "'" > (run "/sudo.env")
  }
  if (late != "") print "berth: too long or with line breaks, so in login shells only:" late > "/dev/stderr"

  path = image["PATH"]
  print "export PATH=" quoted(path) > profile
  print "if [ -r " run "/profile ]; then . " run "/profile; fi" > profile
  # As an interactive "docker exec" does; commands over SSH begin in the home, as ever.
  if (workdir != "") print "case $- in *i*) if [ \"$PWD\" = \"$HOME\" ]; then cd " quoted(workdir) " 2> /dev/null || :; fi ;; esac" > profile
  print "if [ -r /usr/lib/berth/motd.sh ]; then . /usr/lib/berth/motd.sh; fi" > profile
  close(profile)

  rule = "/etc/sudoers.d/zz-berth"
  if (user != "root" && sudo != "yes") print user " ALL=(ALL:ALL) !ALL" > rule
  else {
    gsub(/[\\"]/, "\\\\&", path)
    print "Defaults secure_path=\"" path "\"" > rule
    print "Defaults !requiretty" > rule
    print "Defaults env_file=" run "/sudo.env" > rule
    print "Defaults env_keep += \"XDG_RUNTIME_DIR SSH_AUTH_SOCK" keep "\"" > rule
    if (user != "root") print user " ALL=(ALL:ALL) NOPASSWD: ALL" > rule
  }
  close(rule)

  print "Port " port > config
  if (listen != "") print "ListenAddress " listen > config
  print "HostKey /etc/berth/ssh_host_ed25519_key" > config
  if ((getline line < "/etc/berth/ssh_host_ed25519_key-cert.pub") > 0)
    print "HostCertificate /etc/berth/ssh_host_ed25519_key-cert.pub" > config
  print "AuthorizedKeysFile /etc/berth/authorized_keys.d/%u" > config
  print "AllowUsers " user > config
  print "PermitRootLogin " (user != "root" ? "no" : password == "yes" ? "yes" : "prohibit-password") > config
  print "PasswordAuthentication " password > config
  print setenv > config
  while ((getline line < "/usr/lib/berth/sshd_config") > 0) print line > config
  while ((getline line < "/usr/lib/berth/sshd_options") > 0) print line > config
  if (close(config) != 0) fail("cannot write " config)
}

# The value the image has for a variable that the entrypoint set for itself.
function restore(name,    marked) {
  marked = ENVIRON["BERTH_IMAGE_" name]
  if (marked == "") skipped[name] = 1
  else { image[name] = substr(marked, 2); ENVIRON[name] = image[name] }
}

function quoted(value,    i, n, part, text) {
  n = split(value, part, "'")
  text = part[1]
  for (i = 2; i <= n; i++) text = text "'\\''" part[i]
  return "'" text "'"
}
