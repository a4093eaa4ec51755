# Completion of sweep for fish: sweep completion fish > ~/.config/fish/completions/sweep.fish
function __sweep_complete
    set -l line (commandline -cp | string collect)
    set -l words (commandline -opc)
    set -l program (string replace -r '^~' $HOME -- $words[1])
    set -l found ($program "[suggest:"(string length -- $line)"]" $line 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c sweep -f -a '(__sweep_complete)'
