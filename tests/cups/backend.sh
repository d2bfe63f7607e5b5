#!/bin/sh
# A backend that does what its address says, as in script:/keep?file=/tmp/x. CUPS calls it with the
# job's number, user, title, copies and options; the document is the input, or a file named last.
case $# in 0) echo 'direct script "Unknown" "Script of the tests"'; exit 0 ;; esac
what=${DEVICE_URI#script:/}
file=${what#*\?file=}
what=${what%%\?*}
if [ $# -ge 6 ]; then exec <"$6"; fi
case $what in
    # Appends each document, and its title to a list.
    keep)
        cat >>"$file"
        echo "$3" >>"$file.titles"
        echo "PAGE: 1 1" >&2
        ;;
    # Takes everything, counts a sheet, and prints nothing.
    lie)
        cat >/dev/null
        echo "PAGE: 1 1" >&2
        ;;
    # Takes everything and is silent about it, as a backend to a socket is.
    swallow) cat >/dev/null ;;
    # Says what is missing, and waits for it as drivers do.
    empty)
        echo "STATE: +media-empty-warning" >&2
        echo "ERROR: Load labels" >&2
        trap 'exit 0' TERM
        count=0
        while [ $count -lt 300 ] && [ ! -e "$file" ]; do
            sleep 0.1
            count=$((count + 1))
        done
        echo "STATE: -media-empty-warning" >&2
        cat >/dev/null
        ;;
    # Fails, which stops the queue.
    fail)
        echo "ERROR: The printer said no" >&2
        exit 1
        ;;
esac
exit 0
