#!/usr/bin/env bash
# set-version.sh VERSION: writes the version into the poms and whatever else names it. It is run in the clone that
# release.sh builds; ./release/set-version.sh by hand starts the next version.
set -euo pipefail
cd "$(dirname "$0")/.."

new=${1:?usage: release/set-version.sh VERSION}
old=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml | head -1)
quoted=${old//./\\.}

# The project's own modules and their parent; dependencies have their versions as properties.
sed -i -E "s:^(  |    )<version>$quoted</version>$:\1<version>$new</version>:" pom.xml */pom.xml
# Images, and the chart, which has the same version.
git grep -l -I -E "headroom-agent:$quoted" -- '*.md' '*.yaml' '*.txt' '*.tpl' | xargs -r sed -i "s/headroom-agent:$quoted/headroom-agent:$new/g"
if [ -e deploy/helm/headroom/Chart.yaml ]; then
  sed -i -E "s/^(version|appVersion): \"?$quoted\"?$/\1: \"$new\"/" deploy/helm/headroom/Chart.yaml
fi
