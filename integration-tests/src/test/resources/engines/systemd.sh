# sh systemd.sh OUT JAR DEMO CGROUP: systemd, in a cgroup of its own, with a service that is killed at its MemoryMax.
#
# The shell is the first process of pid, mount and network namespaces, systemd that of one within, which sees no more of the
# cgroups than its own. OUT has what docs/install.md says (drop-in, install, restart, as they are written) and gets what was seen.
set -eu
OUT=$1 JAR=$2 DEMO=$3 CGROUP=$4
# systemd begins as on a machine that starts: it would empty /tmp, and set what /etc/sysctl.d says. So nothing of the machine can be
# written here, and none of the machine's own units are begun.
mkdir "$OUT/lib" "$OUT/log" "$OUT/opt"
mount -t tmpfs run /run
mkdir /run/lab
cp -a /etc /run/etc
mount --bind "$OUT" /run/lab
cp "$JAR" /run/lab/agent.jar
cp "$DEMO" /run/lab/demo.jar
mount --bind /run/etc /etc
mount --bind "$OUT/lib" /var/lib
mount --bind "$OUT/log" /var/log
mount --bind "$OUT/opt" /opt
mount -t tmpfs tmp /tmp
mount -t tmpfs tmp /var/tmp
mount -t tmpfs shm /dev/shm
mount -t tmpfs none /usr/lib/tmpfiles.d
mount -t tmpfs none /usr/lib/sysctl.d
mount -t tmpfs none /usr/lib/systemd/system/sysinit.target.wants
mount -o remount,bind,ro /
OUT=/run/lab
cd /run/lab

uname -r >kernel
HIERARCHIES=
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  # v2 alone. Of the root group alone the processes may be beside children: this shell stays there.
  mkdir "/sys/fs/cgroup/$CGROUP"
  echo +memory >/sys/fs/cgroup/cgroup.subtree_control
fi
for hierarchy in /sys/fs/cgroup/*; do
  [ ! -L "$hierarchy" ] && [ -e "$hierarchy/tasks" ] || continue
  mkdir -p "$hierarchy/$CGROUP"
  for file in cpuset.cpus cpuset.mems; do
    [ ! -e "$hierarchy/$file" ] || cat "$hierarchy/$file" >"$hierarchy/$CGROUP/$file"
  done
  echo $$ >"$hierarchy/$CGROUP/cgroup.procs"
  HIERARCHIES="$HIERARCHIES ${hierarchy##*/}"
done

units=/etc/systemd/system
rm -rf $units /etc/tmpfiles.d /etc/sysctl.d
mkdir -p $units/checkout.service.d
cat >$units/checkout.service <<UNIT
[Service]
User=daemon
ExecStart=/usr/bin/java -Xmx64m -XX:+UseSerialGC -cp /run/lab/demo.jar io.github.headroom.demo.victims.UnsafeHog
UNIT
cp "$OUT/drop-in" $units/checkout.service.d/headroom.conf
cat >"$OUT/scene.sh" <<SCENE
sudo() { "\$@"; }
mkdir -p /run/work
cd /run/work
cp /run/lab/agent.jar headroom-agent.jar
. $OUT/install
. $OUT/restart
while systemctl --quiet is-active checkout; do sleep 1; done
systemctl --no-pager --full status checkout >$OUT/status 2>&1
systemctl show --property=Result,MemoryMax checkout >$OUT/show
ls -ln /var/lib/checkout >$OUT/files
java -jar headroom-agent.jar report /var/lib/checkout >$OUT/report 2>&1
systemctl start checkout
until journalctl --no-pager --output=cat --unit=checkout >$OUT/journal && grep -q 'the JVM before' $OUT/journal; do sleep 1; done
systemctl stop checkout
systemctl --no-block exit 0
SCENE
cat >$units/scene.service <<UNIT
[Unit]
DefaultDependencies=no
After=systemd-journald.service
[Service]
Type=oneshot
ExecStart=/bin/sh $OUT/scene.sh
StandardOutput=file:$OUT/scene.log
StandardError=file:$OUT/scene.log
UNIT
cat >$units/lab.target <<UNIT
[Unit]
Requires=systemd-journald.service scene.service
After=systemd-journald.service
UNIT
cat >"$OUT/within.sh" <<'WITHIN'
mount -o remount,bind,ro /
mount -o remount,bind,ro /sys
mount -o bind,remount,ro /proc/sys 2>/dev/null || { mount --bind /proc/sys /proc/sys; mount -o remount,bind,ro /proc/sys; }
if [ -z "$HIERARCHIES" ]; then
  # A guest's console is slow, and systemd draws on it.
  mount --bind /dev/null /dev/console
  umount /sys/fs/cgroup
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
  mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
fi
for hierarchy in $HIERARCHIES; do
  mkdir /sys/fs/cgroup/$hierarchy
  options=$hierarchy
  [ $hierarchy != systemd ] || options=none,name=systemd
  mount -t cgroup -o $options cgroup /sys/fs/cgroup/$hierarchy
done
exec /lib/systemd/systemd --unit=lab.target --log-target=console --log-level=info --show-status=0
WITHIN
export container=headroom HIERARCHIES CGROUP OUT
exec unshare --mount --pid --fork --mount-proc sh -c '
  [ -n "$HIERARCHIES" ] || echo 0 >"/sys/fs/cgroup/$CGROUP/cgroup.procs"
  exec unshare --cgroup sh "$OUT/within.sh"
'
