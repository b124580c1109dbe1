#!/usr/bin/env bash
# Makes the files of src/test/resources/media/made, which docs/media-types.md lists. They are kept with the tests: run this
# only to add one. Debian 12: apt-get install -y --no-install-recommends ffmpeg imagemagick libheif-examples webp zip python3
set -euo pipefail
out=${1:-$(cd "$(dirname "$0")/.." && pwd)/resources/media/made}
mkdir -p "$out"
cd "$out"
rm -f -- *

ff() { ffmpeg -nostdin -v error -y -fflags +bitexact "$@"; }
picture=(-f lavfi -i "color=c=teal:s=128x96:r=10:d=0.3")
sound=(-f lavfi -i "sine=f=440:r=8000:d=0.3")
quiet=(-map_metadata -1 -flags:v +bitexact -flags:a +bitexact)
h264=(-c:v libx264 -preset ultrafast -x264-params "log-level=none" -pix_fmt yuv420p)
aac=(-c:a aac -b:a 16k -ac 1)

film() { # file, then options of the container
  local file=$1; shift
  ff "${picture[@]}" "${sound[@]}" "${h264[@]}" "${aac[@]}" -shortest "${quiet[@]}" "$@" "$file"
}
voice() { # the same without pictures
  local file=$1; shift
  ff "${sound[@]}" "${aac[@]}" "${quiet[@]}" "$@" "$file"
}

# ISO media files by their major brand, with pictures and without.
for brand in isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 mp41 mp42 avc1 dash mmp4 NDSC XAVC; do
  film "film-$brand.mp4" -f mp4 -brand "$brand"
  voice "voice-$brand.mp4" -f mp4 -brand "$brand"
done
film film-M4V.m4v -f ipod
film film-M4VH.m4v -f mp4 -brand M4VH
film film-M4VP.m4v -f mp4 -brand M4VP
film film-F4V.f4v -f f4v
film film-MSNV.mp4 -f psp -s 128x96
voice voice-M4A.m4a -f ipod
voice voice-M4B.m4b -f mp4 -brand 'M4B '
voice voice-M4P.m4p -f mp4 -brand 'M4P '
voice voice-F4A.f4a -f mp4 -brand 'F4A '
film film-isom-and-3gp4.mp4 -f mp4 -brand isom
film film-fragmented.mp4 -f mp4 -movflags frag_keyframe+empty_moov+default_base_moof
voice voice-fragmented.mp4 -f mp4 -movflags frag_keyframe+empty_moov+default_base_moof
film film-moov-first.mp4 -f mp4 -movflags +faststart
ff "${picture[@]}" -c:v libx264 -preset ultrafast -x264-params "log-level=none" "${quiet[@]}" -f dash -seg_duration 1 -single_file 1 \
  -single_file_name film-dash-single.mp4 made.mpd && rm -f made.mpd
ff "${picture[@]}" -c:v libaom-av1 -cpu-used 8 -still-picture 0 -g 1 -pix_fmt yuv420p "${quiet[@]}" -f mp4 film-av1.mp4
ff "${picture[@]}" -c:v libx265 -preset ultrafast -x265-params "log-level=none" -tag:v hvc1 "${quiet[@]}" -f mov film-hevc.mov
for brand in 3gp4 3gp5 3gp6 3gp7 3gp8 3gp9 3gr6 3gs6 3ge6 3gg6; do
  film "film-$brand.3gp" -f 3gp -brand "$brand"
  voice "voice-$brand.3gp" -f 3gp -brand "$brand"
done
ff "${picture[@]}" -c:v h263 -s 128x96 "${quiet[@]}" -f 3gp film-h263.3gp
for brand in 3g2a 3g2b 3g2c KDDI; do
  film "film-$brand.3g2" -f 3g2 -brand "$brand"
  voice "voice-$brand.3g2" -f 3g2 -brand "$brand"
done
film film-qt.mov -f mov
voice voice-qt.mov -f mov
# As cameras wrote it before there was ftyp: the same file without it, its chunk offsets moved by as much.
python3 - <<'PY'
import struct
def moved(data, by):
    out = bytearray(data); at = 0
    while (at := out.find(b'stco', at)) >= 0:
        count = struct.unpack('>I', out[at + 8:at + 12])[0]
        for i in range(count):
            p = at + 12 + 4 * i
            out[p:p + 4] = struct.pack('>I', struct.unpack('>I', out[p:p + 4])[0] - by)
        at += 4
    return bytes(out)
mov = open('film-qt.mov', 'rb').read()
size = struct.unpack('>I', mov[:4])[0]
rest = moved(mov[size:], size)
open('film-wide-first.mov', 'wb').write(rest)
head = struct.unpack('>I', rest[:4])[0]
open('film-mdat-first.mov', 'wb').write(moved(rest[head:], head) if rest[4:8] in (b'wide', b'free') else rest)
# An Android camera's: brand isom, compatible with 3gp4.
p = bytearray(open('film-isom-and-3gp4.mp4', 'rb').read())
n = struct.unpack('>I', p[:4])[0]
p[n - 4:n] = b'3gp4'
open('film-isom-and-3gp4.mp4', 'wb').write(p)
PY
film film-qt-moov-first.mov -f mov -movflags +faststart

# Ogg by codec, Matroska and WebM by tracks.
ff "${sound[@]}" -c:a libopus -b:a 8k -ac 1 "${quiet[@]}" -f opus voice-opus.opus
ff "${sound[@]}" -c:a libopus -b:a 8k -ac 1 "${quiet[@]}" -f ogg voice-opus.ogg
ff "${sound[@]}" -c:a libvorbis "${quiet[@]}" -f ogg voice-vorbis.ogg
ff "${sound[@]}" -c:a flac "${quiet[@]}" -f ogg voice-flac.oga
ff "${sound[@]}" -c:a libspeex "${quiet[@]}" -f ogg voice-speex.spx
ff "${picture[@]}" "${sound[@]}" -c:v libtheora -c:a libvorbis -shortest "${quiet[@]}" -f ogg film-theora.ogv
ff "${picture[@]}" -c:v libvpx "${quiet[@]}" -f ogg film-vp8.ogv
ff "${picture[@]}" "${sound[@]}" -c:v libvpx -c:a libopus -shortest "${quiet[@]}" -f webm film-vp8.webm
ff "${picture[@]}" -c:v libvpx-vp9 "${quiet[@]}" -f webm film-vp9.webm
ff "${picture[@]}" "${sound[@]}" -c:v libvpx -c:a libopus -shortest "${quiet[@]}" -f webm -live 1 film-live.webm
ff "${sound[@]}" -c:a libopus -b:a 8k "${quiet[@]}" -f webm voice-opus.webm
film film.mkv -f matroska
voice voice.mka -f matroska

# Sound in other containers.
ff "${sound[@]}" -c:a alac "${quiet[@]}" -f caf voice-alac.caf
ff "${sound[@]}" -c:a libopus "${quiet[@]}" -f caf voice-opus.caf
voice voice.aac -f adts
voice voice-id3.aac -f adts -write_id3v2 1 -metadata title=x
ff "${sound[@]}" -c:a libmp3lame -b:a 8k "${quiet[@]}" -id3v2_version 0 -write_xing 0 -f mp3 voice.mp3
ff "${sound[@]}" -c:a libmp3lame -b:a 8k "${quiet[@]}" -id3v2_version 3 -metadata title=x -f mp3 voice-id3v2.3.mp3
ff "${sound[@]}" -c:a libmp3lame -b:a 8k "${quiet[@]}" -id3v2_version 4 -metadata title=x -f mp3 voice-id3v2.4.mp3
ff "${sound[@]}" -c:a libtwolame -ar 16000 -b:a 32k "${quiet[@]}" -f mp2 voice.mp2
ff "${sound[@]}" -c:a flac "${quiet[@]}" -f flac voice.flac
ff "${sound[@]}" -t 0.1 -c:a pcm_s16le "${quiet[@]}" -f wav voice.wav
ff "${sound[@]}" -t 0.1 -c:a pcm_s16le "${quiet[@]}" -rf64 always -f wav voice-rf64.wav
ff "${sound[@]}" -t 0.1 -c:a pcm_s16be "${quiet[@]}" -f aiff voice.aiff
ff "${sound[@]}" -t 0.1 -c:a pcm_mulaw "${quiet[@]}" -f aiff voice.aifc
ff "${sound[@]}" -t 0.1 -c:a pcm_mulaw "${quiet[@]}" -f au voice.au
ff "${sound[@]}" -c:a wmav2 "${quiet[@]}" -f asf voice.wma
# Frames without speech, which no encoder of Debian's makes: RFC 4867, RFC 3625, RFC 4788.
python3 - <<'PY'
frame = b'\x3c' + bytes(31)
open('voice.amr', 'wb').write(b'#!AMR\n' + frame * 4)
open('voice.awb', 'wb').write(b'#!AMR-WB\n' + (b'\x44' + bytes(60)) * 4)
open('voice.evc', 'wb').write(b'#!EVRC\n' + (b'\x01' + bytes(2)) * 4)
body = b'fmt ' + (150).to_bytes(4, 'little') + bytes(150) + b'vrat' + (8).to_bytes(4, 'little') + bytes(8) + b'data' + (8).to_bytes(4, 'little') + bytes(8)
open('voice.qcp', 'wb').write(b'RIFF' + (4 + len(body)).to_bytes(4, 'little') + b'QLCM' + body)
track = bytes.fromhex('00ff5103 07a120 00903c40 60803c40 00ff2f00'.replace(' ', ''))
midi = b'MThd' + bytes.fromhex('00000006000000010060') + b'MTrk' + len(track).to_bytes(4, 'big') + track
open('tune.mid', 'wb').write(midi)
rmid = b'RMIDdata' + len(midi).to_bytes(4, 'little') + midi
open('tune.rmi', 'wb').write(b'RIFF' + len(rmid).to_bytes(4, 'little') + rmid)
PY

# Films in other containers.
ff "${picture[@]}" "${sound[@]}" -c:v mpeg4 -c:a libmp3lame -shortest "${quiet[@]}" -f avi film.avi
ff "${picture[@]}" -r 25 -c:v mpeg1video "${quiet[@]}" -f mpeg film-ps.mpg
ff "${picture[@]}" -r 25 -c:v mpeg1video "${quiet[@]}" -f mpeg1video film-es.m1v
ff "${picture[@]}" -c:v libx264 -preset ultrafast -x264-params "log-level=none" "${quiet[@]}" -f mpegts film.ts
ff "${picture[@]}" -c:v libx264 -preset ultrafast -x264-params "log-level=none" "${quiet[@]}" -f mpegts -mpegts_m2ts_mode 1 film.m2ts
ff "${picture[@]}" -c:v flv "${quiet[@]}" -f flv film.flv
ff "${picture[@]}" -c:v wmv2 "${quiet[@]}" -f asf film.wmv

# Pictures.
convert -size 16x12 gradient:teal-yellow base.png
convert base.png -strip picture.jpg
convert base.png -strip -interlace JPEG picture-progressive.jpg
convert base.png -strip -colorspace CMYK picture-cmyk.jpg
ff -i base.png -frames:v 1 "${quiet[@]}" -f apng picture-animated.png
convert base.png -strip picture.png
convert base.png -strip picture.gif
convert base.png -strip -define gif:format=87 GIF87:picture-87a.gif
convert base.png -strip BMP3:picture.bmp
convert base.png -strip BMP2:picture-os2.bmp
convert base.png -strip -compress none -endian LSB picture-little.tif
convert base.png -strip -compress none -endian MSB picture-big.tif
cwebp -quiet base.png -o picture.webp
cwebp -quiet -lossless base.png -o picture-lossless.webp
convert base.png -strip picture.ico
convert base.png -strip -monochrome WBMP:picture.wbmp
convert base.png -strip PPM:picture.ppm
convert base.png -strip -compress none -monochrome PBM:picture-plain.pbm
convert base.png -strip JP2:picture.jp2 
convert base.png -strip J2K:picture.j2k
ff -i base.png -frames:v 1 -c:v libjxl picture.jxl
convert -size 64x64 plasma:fractal -strip -define png:color-type=2 large.png
heif-enc -q 20 large.png -o picture-heic.heic > /dev/null
ff -i large.png -frames:v 1 -c:v libaom-av1 -cpu-used 8 -still-picture 1 -pix_fmt yuv420p "${quiet[@]}" -f avif picture-avif.avif
ff -f lavfi -i "color=c=teal:s=64x64:r=10:d=0.3" -c:v libaom-av1 -cpu-used 8 -g 1 -pix_fmt yuv420p "${quiet[@]}" -f avif picture-avis.avif
rm -f base.png large.png
python3 - <<'PY'
def branded(source, target, brand):
    data = bytearray(open(source, 'rb').read()); data[8:12] = brand; open(target, 'wb').write(data)
for brand in (b'heix', b'hevc', b'hevx', b'mif1', b'msf1'):
    branded('picture-heic.heic', 'picture-%s.heic' % brand.decode(), brand)
branded('picture-avif.avif', 'picture-mif1.avif', b'mif1')
PY
printf '<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><rect width="4" height="4"/></svg>\n' > picture.svg

# Text of every kind, and what only begins like something else.
python3 - <<'PY'
def put(name, text, charset='utf-8'):
    open(name, 'wb').write(text if isinstance(text, bytes) else text.encode(charset))
smil = '<head><layout><root-layout width="320" height="240"/></layout></head><body><par dur="5s"><img src="a.jpg"/></par></body>'
declaration = '<?xml version="1.0" encoding="%s"?>\n'
put('smil-plain.smil', '<smil>%s</smil>' % smil)
put('smil-1.0-doctype.smil', '<!DOCTYPE smil PUBLIC "-//W3C//DTD SMIL 1.0//EN" "http://www.w3.org/TR/REC-smil/SMIL10.dtd">\n<smil>%s</smil>' % smil)
put('smil-2.0.xml', declaration % 'UTF-8' + '<smil xmlns="http://www.w3.org/2001/SMIL20/Language">%s</smil>' % smil)
put('smil-3.0.xml', declaration % 'UTF-8' + '<smil xmlns="http://www.w3.org/ns/SMIL" version="3.0">%s</smil>' % smil)
put('smil-prefix.xml', '<s:smil xmlns:s="http://www.w3.org/2000/SMIL20/CR/Language">%s</s:smil>' % smil.replace('</', '</s:').replace('<h', '<s:h').replace('<l', '<s:l').replace('<r', '<s:r').replace('<b', '<s:b').replace('<p', '<s:p').replace('<i', '<s:i'))
put('smil-upper-case.smil', '<SMIL>%s</SMIL>' % smil.upper())
put('smil-mark.smil', b'\xef\xbb\xbf' + ('\r\n<smil>%s</smil>' % smil).encode())
put('smil-comment.smil', '<!-- made by a phone -->\n<?phone x?>\n<smil>%s</smil>' % smil)
put('smil-utf-16.smil', declaration % 'UTF-16' + '<smil>%s</smil>' % smil, 'utf-16')
put('smil-utf-16-unmarked.smil', '<smil>%s</smil>' % smil, 'utf-16-le')
put('smil-latin.smil', declaration % 'ISO-8859-1' + '<smil>%s</smil>' % smil.replace('a.jpg', 'Grüße.jpg'), 'iso-8859-1')
card = 'BEGIN:VCARD\r\nVERSION:%s\r\nN:Doe;Jo;;;\r\nFN:Jo Doe\r\nTEL:+13125550001\r\nEND:VCARD\r\n'
put('card-2.1.vcf', card % '2.1'); put('card-3.0.vcf', card % '3.0'); put('card-4.0.vcf', card % '4.0')
put('card-lower-case.vcf', (card % '3.0').lower())
put('card-mark.vcf', b'\xef\xbb\xbf\r\n' + (card % '3.0').encode())
put('card-utf-16.vcf', card % '3.0', 'utf-16')
put('card-utf-16-unmarked.vcf', card % '3.0', 'utf-16-be')
put('card-shift-jis.vcf', (card % '2.1').replace('Jo Doe', '山田太郎'), 'shift_jis')
put('date.ics', 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n')
put('date-1.0.vcs', 'BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\nEND:VCALENDAR\n')
put('page.html', '<!DOCTYPE html>\n<html><head><title>502</title></head><body><h1>Bad Gateway</h1></body></html>\n')
put('page-without-doctype.html', '\n<HTML>\n<HEAD><TITLE>Down</TITLE></HEAD>\n<BODY>Down for maintenance</BODY></HTML>')
put('page-xhtml.html', declaration % 'UTF-8' + '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body/></html>')
put('error.json', '{"errors":[{"code":"10005","title":"Not found"}]}')
put('error.xml', declaration % 'UTF-8' + '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>')
put('table.csv', 'a,b\r\n1,2\r\n')
words = {'plain': 'See you at five', 'MZ': 'MZ says hello', 'ID3': 'ID3 is the tag you want', 'P1': 'P1 parking, level 5', 'P4': 'P4 is free',
  'GIF89a': 'GIF89a is the best format', 'shebang': '#!/bin/sh jokes never end', 'AMR': '#!AMR\nis how voice notes begin', 'mail': 'From: Jo\nTo: me\nSubject: hi\n\nbye',
  'mbox': 'From me to you, always', 'BM': 'BM me when you are there, will you?', 'PS': '%!PS: do not forget the milk', 'PDF': '%PDF-1.4 is what it says, can you open it?',
  'RIFF': 'RIFF of the week: WAVE goodbye', 'Rar': 'Rar! said the lion', 'II': 'II* is my rating', 'MM': 'MM.* is good', 'FWS': 'FWS is a word', 'CWS': 'CWS too',
  'SIMPLE': 'SIMPLE  =                    T', 'BEGIN': 'BEGIN: at nine. END: at five.', 'VCARD': 'BEGIN:VCARD is how they begin', 'OggS': 'OggS and eggs', 'fLaC': 'fLaC all over', 'FORM': 'FORM 1040 AIFF',
  'PK': 'PK for President', '8BPS': '8BPS what?', 'FLV': 'FLV1 is a flight', 'caff': 'caff\u00e8 alle tre', 'MThd': 'MThd is short', 'ftyp': 'one ftyp isom two', 'free': 'Yes free tonight, moov over',
  'html': '<html> is what I typed', 'smil': '<smil> and the world smiles', 'svg': '<svg> or png?', 'xml': '<?xml is the question', 'json': '{"a": 1} is JSON', 'brackets': '[laughs]',
  'rtf': '{\\rtf or not', 'css': '@charset what', 'pem': '-----BEGIN the rumour-----', 'script': 'import this; def me', 'zero': '0', 'newline': '\n', 'emoji': '\U0001F600\U0001F44D'}
for name, text in words.items():
    put('words-%s.txt' % name, text)
put('words-empty.txt', b'')
put('words-mark.txt', b'\xef\xbb\xbfHello')
put('words-utf-16.txt', 'Hello there', 'utf-16')
put('words-utf-16-le.txt', 'Hello there', 'utf-16-le'); put('words-utf-16-be.txt', 'Hello there', 'utf-16-be')
put('words-utf-16-cyrillic.txt', 'Привет, как дела?', 'utf-16-le'); put('words-utf-16-japanese.txt', '今日は、元気ですか。', 'utf-16-le')
put('words-utf-32.txt', 'Hello', 'utf-32')
put('words-shift-jis.txt', '日本語は', 'shift_jis'); put('words-iso-2022-jp.txt', '日本語は楽しい', 'iso-2022-jp'); put('words-euc-kr.txt', '안녕하세요', 'euc-kr')
put('words-gb18030.txt', '你好', 'gb18030'); put('words-big5.txt', '你好嗎', 'big5'); put('words-koi8-r.txt', 'Привет', 'koi8-r')
put('words-windows-1252.txt', 'It\u2019s \u201cgrand\u201d \u2013 4 \u20ac', 'windows-1252'); put('words-latin-BM.txt', 'BM für dich', 'iso-8859-1')
put('words-utf-7.txt', 'Hi +AOQ-', 'ascii'); put('words-ends-in-zero.txt', b'Hello from a phone\0'); put('words-bell.txt', b'Ding\x07 dong, the bell rings')
PY

# Documents, archives and programs.
python3 - <<'PY'
import zipfile
def pack(name, *entries):
    with zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED) as z:
        for entry in entries:
            i = zipfile.ZipInfo(entry[0], (2026, 1, 1, 0, 0, 0)); z.writestr(i, entry[1], zipfile.ZIP_STORED if entry[0] == 'mimetype' else None)
types = ('[Content_Types].xml', '<Types/>')
pack('letter.docx', types, ('_rels/.rels', '<r/>'), ('word/document.xml', '<w/>'))
pack('sheet.xlsx', types, ('xl/workbook.xml', '<w/>'))
pack('talk.pptx', types, ('ppt/presentation.xml', '<w/>'))
pack('letter.odt', ('mimetype', 'application/vnd.oasis.opendocument.text'), ('content.xml', '<o/>'))
pack('app.apk', ('AndroidManifest.xml', 'x'), ('classes.dex', 'x'))
pack('app.jar', ('META-INF/MANIFEST.MF', 'Manifest-Version: 1.0'), ('A.class', 'x'))
pack('files.zip', ('a.txt', 'a'))
open('menu.pdf', 'wb').write(b'%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
open('menu-mark.pdf', 'wb').write(b'\xef\xbb\xbf\r\n' + open('menu.pdf', 'rb').read())
open('letter.rtf', 'wb').write(b'{\\rtf1\\ansi Hello}')
def ole(name, stream):
    entry = lambda n, kind: (n.encode('utf-16-le') + bytes(64))[:64] + (len(n) * 2 + 2).to_bytes(2, 'little') + bytes([kind, 1]) + bytes(60)
    head = bytes.fromhex('d0cf11e0a1b11ae1') + bytes(16) + bytes.fromhex('3e000300feff09000600') + bytes(10) + (1).to_bytes(4, 'little') + (1).to_bytes(4, 'little') + bytes(4) + (4096).to_bytes(4, 'little') + b'\xfe\xff\xff\xff' + bytes(4) + b'\xfe\xff\xff\xff' + bytes(4)
    head += bytes(4) + b'\xff' * (512 - len(head) - 4)
    open(name, 'wb').write(head + b'\xfd\xff\xff\xff\xfe\xff\xff\xff' + b'\xff' * 504 + entry('Root Entry', 5) + entry(stream, 2) + bytes(256))
ole('letter.doc', 'WordDocument'); ole('sheet.xls', 'Workbook'); ole('talk.ppt', 'PowerPoint Document')
open('program.exe', 'wb').write(b'MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0\xb8' + bytes(43) + (64).to_bytes(4, 'little') + b'PE\0\0L\1' + bytes(100))
open('program.elf', 'wb').write(b'\x7fELF\2\1\1' + bytes(100))
open('noise.bin', 'wb').write(bytes((i * 197 + 13) % 256 for i in range(300)))
PY
ls | wc -l
du -cb -- * | tail -1
