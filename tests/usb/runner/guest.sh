# Inside the virtual machine, run by its first program: udev with our rules, then the job.
#   guest.sh CHECKOUT, whose files are below /host
checkout=$1
mkdir -p /etc/udev/rules.d /run/packbench
cp "/host$checkout/assets/udev/70-packbench.rules" /etc/udev/rules.d/
/lib/systemd/systemd-udevd --daemon --resolve-names=early
udevadm trigger
udevadm settle
for folder in proc sys dev run; do mount --rbind "/$folder" "/host/$folder"; done
chmod 1777 /run/packbench
read -r up _ </proc/uptime
echo "The virtual machine is ready after $up s."
job=$(sed -n 's/.*packbench\.job=\([^ ]*\).*/\1/p' /proc/cmdline)
chroot /host /bin/bash "$job"
