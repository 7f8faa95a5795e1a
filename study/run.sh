#!/usr/bin/env bash
# How often the alerts on unevenness are wrong, and how soon they are right: writes study/results.json and docs/false-alarms.md.
#   study/run.sh           everything, in a few minutes on two processors
#   study/run.sh --quick   the proof against promtool and some cells; writes nothing
# Needs Python 3.11 with venv, Node.js with the packages of this repository, and promtool ($PROMTOOL, if it is not on the path).
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.cache/study/venv
wanted=$(cat study/requirements.txt)
if [ "$(cat $venv/installed.txt 2>/dev/null)" != "$wanted" ]; then
  echo "study: installing $(tr '\n' ' ' <study/requirements.txt)into $venv"
  python3 -m venv $venv
  $venv/bin/pip install --quiet --requirement study/requirements.txt
  echo "$wanted" >$venv/installed.txt
fi

# One thread per process: the processes are as many as the processors.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=1
PYTHONPATH=study exec $venv/bin/python -m false_alarms "$@"
