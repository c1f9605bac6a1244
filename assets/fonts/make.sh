#!/bin/sh
# Cuts the bundled fonts from their npm packages into this folder. Needs npm, tar and pyftsubset (fonttools).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

LATIN_GREEK_CYRILLIC="U+0020-007E,U+00A0-024F,U+0251,U+0254,U+0259,U+025B,U+02B0-02FF,U+0300-0345,U+0358,\
U+035C-0362,U+0370-03FF,U+0400-052F,U+1E00-1FFF"
PUNCTUATION_AND_SIGNS="U+2000-2027,U+202F-205E,U+2060,U+2070-209F,U+20A0-20C0,U+2100-2104,U+2113,U+2116,U+2117,\
U+2120-2122,U+2126,U+212E,U+2153-215E,U+2190-2199,U+2212,U+2215,U+2219,U+221E,U+2248,U+2260,U+2264,U+2265,\
U+25A0,U+25A1,U+25CB,U+25CF,U+2713,U+2717,U+FB01,U+FB02,U+FFFD"

cut() { # package weight source target unicodes features
  [ -d "$1" ] || { mkdir "$1"; tar xzf "$(npm pack --silent "@expo-google-fonts/$1@$7")" -C "$1"; }
  pyftsubset "$1/package/$2/$3_$2.ttf" --unicodes="$5" --layout-features="$6" --no-hinting --notdef-outline \
    --name-IDs='*' --output-file="$here/$4.ttf"
}
ARABIC="U+0020-0040,U+005B-0060,U+007B-007E,U+00A0,U+00AB,U+00BB,U+00B7,U+0600-06FF,U+0750-077F,U+200C-200F,\
U+2010-2015,U+2018-201E,U+2022,U+2026,U+2212,U+FB50-FDFF,U+FE70-FEFF"
SHAPING=kern,ccmp,locl,mark,mkmk,tnum,init,medi,fina,isol,rlig,liga,calt

for weight in 400Regular 600SemiBold; do
  name=${weight#???}
  cut inter "$weight" Inter "Inter-$name" "$LATIN_GREEK_CYRILLIC,$PUNCTUATION_AND_SIGNS" \
    kern,ccmp,locl,mark,mkmk,tnum 0.4.2
  cut vazirmatn "$weight" Vazirmatn "Vazirmatn-$name" "$ARABIC" "$SHAPING" 0.4.1
  cut noto-sans-hebrew "$weight" NotoSansHebrew "NotoSansHebrew-$name" '*' '*' 0.4.1
done
cut noto-sans-arabic 400Regular NotoSansArabic NotoSansArabic-Regular '*' '*' 0.4.3
