# SPDX-License-Identifier: MIT
# badmx.bash - completion: verbs, options, and the names of cases, policies
# and clients, which badmx itself lists.
# shellcheck shell=bash

_badmx_names()
{
	badmx list "$1" --json 2>/dev/null |
		grep -o "\"$2\": *\"[^\"]*\"" | cut -d '"' -f 4
}

_badmx_values()
{
	case $1 in
	-c | --client) _badmx_names clients name ;;
	-p | --policy) _badmx_names policies name ;;
	-f | --filter) _badmx_names cases id ;;
	--keep) echo failed all none ;;
	--isolation) echo auto netns root ports ;;
	--color) echo auto always never ;;
	--progress) echo auto bar lines none ;;
	--no-cases) echo fail pass ;;
	*) return 1 ;;
	esac
}

_badmx_words()
{
	case $1 in
	run) echo --client --client-root --policy --filter --failed --jobs \
		--json --keep --evidence --known --timeout --seed --repeat --isolation \
		--scenarios --no-cases --color --progress --quiet --help ;;
	list) echo cases certificates policies clients reasons words \
		placeholders fields --json --scenarios --help ;;
	world) if [ "${COMP_WORDS[2]}" = show ] && [ "$COMP_CWORD" -gt 2 ]; then
		_badmx_names cases id
	else
		echo shell show --command --client-root --scenarios --help
	fi ;;
	doctor) echo --help ;;
	certs) _badmx_names cases id
		echo --text --pem --key --ca --output --at --seed --scenarios \
			--help ;;
	check) echo --scenarios --quiet --help ;;
	help) echo run list world certs check doctor sender words ;;
	sender) echo --policy --to --from --batch --help ;;
	esac
}

_badmx()
{
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local words

	if [ "$COMP_CWORD" -eq 1 ]; then
		words="run list world certs check doctor sender help"
	elif ! words=$(_badmx_values "$before"); then
		case $before in
		--client-root | --known | --evidence | --scenarios | -o | --output)
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
			return
			;;
		esac
		words=$(_badmx_words "${COMP_WORDS[1]}")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
	if [ "${COMP_WORDS[1]}" = check ]; then
		mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")
	fi
}

complete -F _badmx badmx
