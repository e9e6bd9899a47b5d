# Sourced by login shells, bash, dash and zsh alike: shows what Berth says of this lease, to people and once.
# Not to programs that type into a login shell, nor in each pane of a tmux.
case $- in
  *i*)
    if [ -n "${SSH_TTY-}" ] && [ "$(tty 2> /dev/null)" = "$SSH_TTY" ] && [ -r /etc/berth/motd ] &&
      [ ! -e "${HOME-}/.hushlogin" ]; then
      cat /etc/berth/motd
    fi
    ;;
esac
