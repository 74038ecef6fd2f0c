"""Opens the test vectors without any code of Passel: Python 3, its standard library, and `cryptography`.

Written from docs/PROTOCOL.md. Prints what it checked and ends with 1 at the first difference.
"""
import hashlib
import hmac
import json
import re
import struct
import sys
import zlib
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HERE = Path(__file__).resolve().parent


class Foreign(Exception):
    """Bytes that do not follow the protocol."""


def need(kept, what):
    if not kept:
        raise Foreign(what)


def load(name):
    def revive(value):
        if isinstance(value, str) and value.startswith('hex:'):
            return bytes.fromhex(value[4:])
        if isinstance(value, list):
            return [revive(item) for item in value]
        if isinstance(value, dict):
            return {key: revive(item) for key, item in value.items()}
        return value
    return revive(json.loads((HERE / f'{name}.json').read_text(encoding='utf-8')))


# --- dag-cbor ---------------------------------------------------------------------------------------------------------

class Link(bytes):
    """The binary CID inside tag 42."""


def cbor(data):
    """One item and nothing behind it."""
    value, end = cbor_item(data, 0)
    need(end == len(data), 'bytes behind the item')
    return value


def cbor_item(data, at):
    need(at < len(data), 'an item is cut short')
    major, info = data[at] >> 5, data[at] & 31
    if major == 7:
        return cbor_simple(data, at, info)
    argument, at = cbor_argument(data, at + 1, info)
    if major == 0:
        return argument, at
    if major == 1:
        return -1 - argument, at
    if major in (2, 3):
        part = data[at:at + argument]
        need(len(part) == argument, 'a string is cut short')
        return (bytes(part) if major == 2 else part.decode('utf-8')), at + argument
    if major == 4:
        items = []
        for _ in range(argument):
            item, at = cbor_item(data, at)
            items.append(item)
        return items, at
    if major == 5:
        fields, keys = {}, []
        for _ in range(argument):
            key, at = cbor_item(data, at)
            need(isinstance(key, str), 'a key is not a text')
            fields[key], at = cbor_item(data, at)
            keys.append(key.encode())
        need(keys == sorted(set(keys), key=lambda it: (len(it), it)), 'keys are not in canonical order')
        return fields, at
    need(argument == 42, 'an unknown tag')
    link, at = cbor_item(data, at)
    need(isinstance(link, bytes) and link[:1] == b'\0', 'tag 42 without a CID')
    return Link(link[1:]), at


def cbor_argument(data, at, info):
    if info < 24:
        return info, at
    need(info < 28, 'an indefinite length')
    size = 1 << info - 24
    need(at + size <= len(data), 'a number is cut short')
    value = int.from_bytes(data[at:at + size], 'big')
    need(value >= (24, 2 ** 8, 2 ** 16, 2 ** 32)[info - 24], 'a number is longer than it needs')
    return value, at + size


def cbor_simple(data, at, info):
    if info in (20, 21, 22):
        return {20: False, 21: True, 22: None}[info], at + 1
    need(info == 27 and at + 9 <= len(data), 'a simple value that dag-cbor does not have')
    return struct.unpack('>d', data[at + 1:at + 9])[0], at + 9


# --- Keys and signatures ----------------------------------------------------------------------------------------------

def hkdf(key, info, length=32):
    """HKDF-SHA-256 (RFC 5869) without a salt."""
    extracted = hmac.new(bytes(32), key, hashlib.sha256).digest()
    out, block = b'', b''
    while len(out) < length:
        block = hmac.new(extracted, block + b'passel/1/' + info.encode() + bytes([len(out) // 32 + 1]), hashlib.sha256)
        block = block.digest()
        out += block
    return out[:length]


def derive(secret):
    swarm = hkdf(secret, 'swarm')
    return {
        'payloadKey': hkdf(secret, 'payload'),
        'metaKey': hkdf(secret, 'meta'),
        'signalKey': hkdf(secret, 'signal'),
        'tagKey': hkdf(secret, 'tag'),
        'swarmKey': swarm,
        'swarmId': hkdf(swarm, 'swarm-id'),
        'linkKey': hkdf(swarm, 'link'),
    }


def mac(key, *parts):
    return hmac.new(key, b''.join(parts), hashlib.sha256).digest()


def signed(public_key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        raise Foreign('a signature does not verify') from None


def opened(key, nonce, sealed, aad):
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except InvalidTag:
        raise Foreign('sealed bytes do not open') from None


def context(name):
    return b'passel/1/' + name.encode() + b'\0'


def page_cid(digest):
    return bytes([1, 0x71, 0x12, 32]) + digest


def chunk_cid(digest):
    return bytes([1, 0x55, 0x12, 32]) + digest


def cid_text(cid):
    return 'b' + b32encode(cid).decode().lower().rstrip('=')


# --- Reference --------------------------------------------------------------------------------------------------------

KINDS, CLASSES = ['file', 'stream', 'bundle'], ['direct', 'relayed']


def parse_reference(text):
    need(text.startswith('passel:'), 'another prefix')
    digits = text[len('passel:'):]
    need(re.fullmatch('[A-Za-z0-9_-]*', digits) is not None, 'a character that is not base64url')
    need(len(digits) % 4 != 1, 'text is cut short')
    data = urlsafe_b64decode(digits + '=' * (-len(digits) % 4))
    fields = cbor(data)
    need(isinstance(fields, dict) and fields.get('v') == 1, 'not version 1')
    need(len(fields['s']) == 32 and len(fields['author']) == 32, 'a key that is not 32 bytes')
    relays = fields.get('relays', [])
    hints = [
        {'peer': peer, 'addresses': [whole_address(it, peer, relays) for it in addresses]}
        for peer, addresses in fields.get('hints', [])
    ]
    read = {
        'version': 1,
        'kind': KINDS[fields['kind']],
        'privacy': CLASSES[fields['class']],
        'secret': fields['s'],
        'author': fields['author'],
        'hints': hints,
        'relays': relays,
    }
    names = {'name': 'name', 'type': 'mediaType', 'size': 'size', 'thumb': 'thumbnail', 'until': 'expiresAtMs'}
    names['sig'] = 'hintsSignature'
    for key, name in names.items():
        if key in fields:
            read[name] = fields[key]
            expected = str if key in ('name', 'type') else int if key in ('size', 'until') else bytes
            need(isinstance(fields[key], expected), f'{key} has another type')
    return read


def whole_address(written, peer, relays):
    base, rest = ('', written) if isinstance(written, str) else (relays[written[0]], written[1])
    return base + rest + (peer if rest.endswith('/p2p/') else '')


def encode_head(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << 8 * size:
            return bytes([major << 5 | info]) + value.to_bytes(size, 'big')
    raise Foreign('a number is too large')


def encode_plain(value):
    """dag-cbor of lists and texts: what the author signs of hints and relays."""
    if isinstance(value, str):
        return encode_head(3, len(value.encode())) + value.encode()
    return encode_head(4, len(value)) + b''.join(map(encode_plain, value))


def check_reference():
    vectors = load('reference')
    for case in vectors['valid']:
        need(parse_reference(case['text']) == case['reference'], 'a reference reads differently')
        need(urlsafe_b64decode(case['text'][7:] + '==') == case['bytes'], 'text and bytes differ')
    first = vectors['valid'][0]['reference']
    written = [[[it['peer'], it['addresses']] for it in first['hints']], first['relays']]
    message = context('hints') + derive(first['secret'])['swarmId'] + encode_plain(written)
    need(message == vectors['hintsMessage'], 'what is signed of the hints differs')
    signed(first['author'], message, first['hintsSignature'])
    need(parse_reference(vectors['valid_with_unknown_field'])['kind'] == 'file', 'an unknown field is in the way')
    for case in vectors['invalid']:
        try:
            parse_reference(case['text'])
        except (Foreign, IndexError, UnicodeDecodeError, ValueError):
            continue
        raise Foreign(f'a reference was read: {case["why"]}')
    return f'{len(vectors["valid"])} references and the signature of their hints, {len(vectors["invalid"])} refused'


def check_keys():
    vectors = load('keys')
    keys = derive(vectors['secret'])
    for name, key in keys.items():
        need(vectors[name] == key, f'{name} differs')
    need(hkdf(vectors['secret'], 'receipt') == vectors['receiptSeed'], 'the seed of receipts differs')
    for case in vectors['buckets']:
        number = int.from_bytes(hkdf(keys['swarmKey'], 'bucket', 4), 'big')
        need(number % case['of'] == case['bucket'], 'a bucket differs')
    return f'{len(keys)} keys, the seed of receipts, buckets'


# --- Payload ----------------------------------------------------------------------------------------------------------

def open_payload(vectors):
    """Reference text, blocks and signatures in; plain bytes out. Uses nothing else of the vectors."""
    reference = parse_reference(vectors['reference'])
    keys = derive(reference['secret'])
    plain, previous, first, policy = b'', None, 0, None
    for number, given in enumerate(vectors['pages']):
        block, head = given['block'], given['head']
        digest = hashlib.sha256(block).digest()
        page = cbor(block)
        final = page['final']
        message = context('head') + keys['swarmId'] + number.to_bytes(4, 'big') + page_cid(digest) + bytes([final])
        signed(reference['author'], message, head['signature'])
        need(page['v'] == 1 and page['kind'] == 'data' and page['page'] == number, 'not the page that was signed')
        need(page['prev'] == (None if previous is None else page_cid(previous)), 'a page links elsewhere')
        need(page['first'] == first and len(page['chunks']) == len(given['chunks']), 'chunks are missing')
        need(('policy' in page) == (number == 0), 'the policy is on page 0')
        policy = policy or page['policy']
        offset, size = open_meta(keys['metaKey'], page)
        need(offset == len(plain), 'a page begins elsewhere')
        for index, link in enumerate(page['chunks']):
            chunk = given['chunks'][index]['bytes']
            need(link == chunk_cid(hashlib.sha256(chunk).digest()), 'a chunk is not the one listed')
            need(cid_text(link) == given['chunks'][index]['cid'], 'the text of a CID differs')
            plain += open_chunk(keys['payloadKey'], page, first + index, chunk, index == len(page['chunks']) - 1)
        first += len(page['chunks'])
        previous = digest
        need(final == (size is not None), 'the final page tells the size')
        if final:
            need(size == len(plain) and number == len(vectors['pages']) - 1, 'the size differs')
    return reference, keys, plain, previous, policy


def open_meta(key, page):
    epoch, number, final = page['epoch'], page['page'], page['final']
    nonce = epoch.to_bytes(4, 'big') + bytes([final, 0, 0, 0]) + number.to_bytes(4, 'big')
    plain = opened(key, nonce, page['meta'], bytes([1]) + number.to_bytes(4, 'big') + bytes([final]))
    need(len(plain) == (16 if final else 8), 'meta has another length')
    return int.from_bytes(plain[:8], 'big'), int.from_bytes(plain[8:], 'big') if final else None


def open_chunk(key, page, number, chunk, last):
    need(len(chunk) == page['chunkBytes'], 'a chunk has another length')
    nonce = page['epoch'].to_bytes(4, 'big') + number.to_bytes(8, 'big')
    padded = opened(key, nonce, chunk, bytes([1]) + number.to_bytes(8, 'big'))
    length = int.from_bytes(padded[:4], 'big')
    need(length <= len(padded) - 4 and not any(padded[4 + length:]), 'padding')
    need(last or length == len(padded) - 4, 'only the last chunk of a page is short')
    return padded[4:4 + length]


def check_steps(page, keys):
    """What the vectors tell beside the bytes, for whoever looks for the step that goes wrong."""
    content, head, read = page['content'], page['head'], cbor(page['block'])
    digest = hashlib.sha256(page['block']).digest()
    need(head['digest'] == digest and page['cid'] == cid_text(page_cid(digest)), 'the digest of a page differs')
    place = head['page'].to_bytes(4, 'big') + page_cid(digest) + bytes([head['final']])
    need(head['message'] == context('head') + keys['swarmId'] + place, 'what is signed of a page differs')
    need(content['previous'] == (read['prev'] and read['prev'][4:]), 'the page before differs')
    need(content['digests'] == b''.join(link[4:] for link in read['chunks']), 'digests of chunks differ')
    need(all(content[it] == read[it] for it in ('kind', 'page', 'first', 'epoch', 'meta', 'final')), 'content differs')
    for chunk in page['chunks']:
        number = chunk['chunk'].to_bytes(8, 'big')
        need(chunk['nonce'] == content['epoch'].to_bytes(4, 'big') + number, 'a nonce differs')
        need(chunk['aad'] == b'\1' + number, 'associated data differs')
        need(chunk['digest'] == hashlib.sha256(chunk['bytes']).digest(), 'the digest of a chunk differs')


def check_payload():
    vectors = load('payload')
    reference, keys, plain, last, policy = open_payload(vectors)
    for page in vectors['pages']:
        check_steps(page, keys)
    need(hashlib.sha256(plain).digest() == vectors['sha256'] and len(plain) == vectors['size'], 'plain bytes differ')
    statement = keys['swarmId'] + page_cid(last)
    need(vectors['receipt']['message'] == context('receipt') + statement, 'what a recipient signs differs')
    need(vectors['release']['message'] == context('release') + statement, 'what releases differs')
    signed(policy['keys'][vectors['receipt']['key']], context('receipt') + statement, vectors['receipt']['signature'])
    signed(reference['author'], context('release') + statement, vectors['release']['signature'])
    broken = dict(vectors, pages=[dict(it) for it in vectors['pages']])
    broken['pages'][1]['block'] = bytes([vectors['pages'][1]['block'][0] ^ 1]) + vectors['pages'][1]['block'][1:]
    try:
        open_payload(broken)
    except Foreign:
        pass
    else:
        raise Foreign('a changed page was taken')
    parity = cbor(vectors['parity']['block'])
    need(parity['kind'] == 'parity' and parity['first'] == 0 and len(parity['chunks']) == 4, 'parity differs')
    for case in vectors['parityNumbers']:
        need(2 ** 18 + case['stripe'] * case['rows'] + case['row'] == case['chunk'], 'a parity number differs')
    chunks = sum(len(it['chunks']) for it in vectors['pages'])
    return f'{len(plain)} bytes from {len(vectors["pages"])} signed pages and {chunks} chunks, receipt, release, parity'


# --- Coding -----------------------------------------------------------------------------------------------------------

def times(a, b):
    """In GF(2^8) with x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a, b = (a << 1) ^ (0x11d if a & 128 else 0), b >> 1
    return product


def power(a, exponent):
    result = 1
    for _ in range(exponent):
        result = times(result, a)
    return result


def matmul(a, b):
    rows = []
    for row in a:
        sums = [0] * len(b[0])
        for factor, other in zip(row, b):
            sums = [x ^ times(factor, y) for x, y in zip(sums, other)]
        rows.append(sums)
    return rows


def inverted(matrix):
    size = len(matrix)
    rows = [list(row) + [int(i == j) for j in range(size)] for i, row in enumerate(matrix)]
    for column in range(size):
        pivot = next(i for i in range(column, size) if rows[i][column])
        rows[column], rows[pivot] = rows[pivot], rows[column]
        one = power(rows[column][column], 254)
        rows[column] = [times(one, value) for value in rows[column]]
        for i in range(size):
            if i != column and rows[i][column]:
                factor = rows[i][column]
                rows[i] = [x ^ times(factor, y) for x, y in zip(rows[i], rows[column])]
    return [row[size:] for row in rows]


def coding_matrix(case):
    powers = [[power(row, column) for column in range(case['need'])] for row in range(case['of'])]
    return matmul(powers, inverted(powers[:case['need']]))


def check_coding():
    vectors = load('coding')
    for case in vectors['stripes']:
        rows = coding_matrix(case)[case['need']:]
        need(rows == [list(row) for row in case['factors']], 'the matrix differs')
        zeros = [bytes(len(case['data'][0]))] * (case['need'] - len(case['data']))
        need(matmul(rows, case['data'] + zeros) == [list(row) for row in case['parity']], 'parity differs')
    case = vectors['rebuilt']
    matrix = coding_matrix(case)
    back = matmul(inverted([matrix[column] for column in case['there']]), case['chunks'])
    made = matmul([matrix[column] for column in case['missing']], back)
    need(made == [list(chunk) for chunk in case['made']], 'what is rebuilt differs')
    whole = next(it for it in vectors['stripes'] if (it['need'], it['of']) == (case['need'], case['of']))
    need(back == [list(chunk) for chunk in whole['data']], 'the data is not what was coded')
    return f'{len(vectors["stripes"])} stripes, {len(case["missing"])} of {case["of"]} columns rebuilt'


# --- Frames -----------------------------------------------------------------------------------------------------------

def varint(data, at):
    value = shift = 0
    while True:
        need(at < len(data) and shift < 64, 'a number is cut short')
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


def protobuf(data):
    """Fields of a message: number -> list of values, in order."""
    fields, at = {}, 0
    while at < len(data):
        tag, at = varint(data, at)
        need(tag & 7 in (0, 2), 'a wire type that is not used here')
        value, at = varint(data, at)
        if tag & 7 == 2:
            need(at + value <= len(data), 'a field is cut short')
            value, at = bytes(data[at:at + value]), at + value
        fields.setdefault(tag >> 3, []).append(value)
    return fields


def one(fields, number, default=0):
    return fields[number][-1] if number in fields else default


def read_have(body):
    runs, first, bits = one(body, 1, b''), one(body, 2), one(body, 3, b'')
    held, at, end = [], 0, 0
    while at < len(runs):
        gap, at = varint(runs, at)
        count, at = varint(runs, at)
        need(count > 0, 'a run of none')
        held += range(end + gap, end + gap + count)
        end += gap + count
    held += [first + i for i in range(len(bits) * 8) if bits[i >> 3] & 0x80 >> (i & 7)]
    ranges = []
    for chunk in held:
        if ranges and ranges[-1]['first'] + ranges[-1]['count'] == chunk:
            ranges[-1]['count'] += 1
        else:
            ranges.append({'first': chunk, 'count': 1})
    return {'ranges': ranges}


def read_head(body):
    return {'page': one(body, 1), 'digest': one(body, 2), 'final': bool(one(body, 3)), 'signature': one(body, 4)}


def read_item(body):
    return {'chunk': one(body, 1), 'offset': one(body, 2), 'length': one(body, 3)}


def read_member(body):
    return {'peer': one(body, 1).decode(), 'addresses': [it.decode() for it in body.get(2, [])]}


REASONS = ['done', 'paused', 'violation', 'surplus', 'refused']
FRAMES = {
    3: ('data', lambda it: {'chunk': one(it, 1), 'offset': one(it, 2)}),
    4: ('request', lambda it: {'items': [read_item(protobuf(item)) for item in it.get(1, [])]}),
    5: ('have', read_have),
    6: ('head', lambda it: {'head': read_head(it)}),
    7: ('want-pages', lambda it: {'first': one(it, 1), 'count': one(it, 2)}),
    8: ('page', lambda it: {'head': read_head(protobuf(one(it, 1)))}),
    9: ('cancel', lambda it: {'chunks': it.get(1, [])}),
    10: ('refuse', lambda it: {'chunks': it.get(1, [])}),
    11: ('peers', lambda it: {
        'peers': [read_member(protobuf(member)) for member in it.get(1, [])],
        'relays': [relay.decode() for relay in it.get(2, [])],
    }),
    12: ('receipt', lambda it: {'receipt': {'key': one(it, 1), 'finalPage': one(it, 2), 'signature': one(it, 3)}}),
    13: ('release', lambda it: {'signature': one(it, 1)}),
    14: ('ping', lambda it: {'token': one(it, 1)}),
    15: ('pong', lambda it: {'token': one(it, 1)}),
    16: ('open', lambda it: {'name': one(it, 1), 'nonce': one(it, 2), 'mac': one(it, 3)}),
    18: ('proof', lambda it: {'mac': one(it, 1)}),
    19: ('close', lambda it: {'reason': REASONS[one(it, 1)]}),
    20: ('columns', lambda it: {'columns': it.get(1, []), 'full': bool(one(it, 2))}),
}


def read_frames(data):
    """Every frame of a stream; those of an unknown kind are skipped with their tails."""
    at = 0
    while at < len(data):
        length, at = varint(data, at)
        header = protobuf(data[at:at + length])
        at += length
        tail = data[at:at + one(header, 2)]
        need(len(tail) == one(header, 2), 'a tail is cut short')
        at += len(tail)
        for number in header.keys() & FRAMES.keys():
            kind, read = FRAMES[number]
            frame = {'type': kind, **read(protobuf(one(header, number)))}
            yield {'channel': one(header, 1), 'frame': frame, 'tail': tail}


def check_frames():
    vectors = load('frames')
    stream = vectors['skipped']['bytes'] + b''.join(case['bytes'] for case in vectors['valid'])
    expected = [{key: case[key] for key in ('channel', 'frame', 'tail')} for case in vectors['valid']]
    need(list(read_frames(stream)) == expected, 'a frame reads differently')
    return f'{len(expected)} frames in one stream, one unknown skipped'


# --- Join and signals -------------------------------------------------------------------------------------------------

BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'


def peer_text(data):
    number, text = int.from_bytes(data, 'big'), ''
    while number:
        number, digit = divmod(number, 58)
        text = BASE58[digit] + text
    return '1' * (len(data) - len(data.lstrip(b'\0'))) + text


def framed(data):
    return len(data).to_bytes(2, 'big') + data


def check_join():
    join = load('join')
    opener, listener = join['opener'], join['listener']
    need(join['hour'] == join['atMs'] // 3_600_000, 'the hour differs')
    name = mac(join['swarmId'], b'passel/1/name', framed(listener['id']), join['hour'].to_bytes(4, 'big'))
    need(name == join['name'], 'the name differs')
    rest = [join['name'], join['nonce'], framed(opener['id']), framed(listener['id'])]
    for role in ('dial', 'listen'):
        need(mac(join['linkKey'], b'passel/1/' + role.encode(), *rest) == join[role], f'the proof to {role} differs')
    for side in (opener, listener):
        need(peer_text(side['id']) == side['peer'], 'the text of a peer id differs')
    return 'a name and two proofs'


def read_hint(fields):
    peer = fields['p'] if isinstance(fields['p'], str) else peer_text(fields['p'])
    return {'peer': peer, 'addresses': [whole_address(it, peer, []) for it in fields['a']]}


def read_body(fields):
    if fields['t'] == 0:
        failed = [it if isinstance(it, str) else peer_text(it) for it in fields['f']]
        rest = {'attempt': fields['n'], 'failed': failed, 'expiresAtMs': fields['e']}
        return {'type': 'seek', 'from': read_hint(fields), **rest}
    if fields['t'] == 1:
        return {'type': 'offer', 'from': read_hint(fields), 'answers': fields['s'].hex(), 'haveAll': fields['h']}
    return {'type': 'holders', 'holders': [read_hint(it) for it in fields['h']]}


def check_signals():
    vectors = load('signals')
    message, found = vectors['message'], []
    need(len(message) in (1024, 2048), 'a message has 1 or 2 KiB')
    for at in range(0, len(message), 512):
        record = message[at:at + 512]
        nonce = record[:12]
        if mac(vectors['tagKey'], nonce)[:8] != record[12:20]:
            continue
        plain = opened(vectors['signalKey'], nonce, record[20:], b'')
        length = int.from_bytes(plain[16:18], 'big')
        sent, body = int.from_bytes(plain[:8], 'big'), read_body(cbor(plain[18:18 + length]))
        found.append({'id': plain[8:16].hex(), 'sentAtMs': sent, 'body': body})
    need(found == vectors['opened'], 'a signal reads differently')
    for at, record in enumerate(vectors['records']):
        need(message[at * 512:at * 512 + 12] == record['nonce'], 'a nonce differs')
    need(found == [{key: it[key] for key in found[0]} for it in vectors['records'] if it['ours']], 'a record differs')
    return f'{len(found)} of {len(vectors["records"])} records are ours'


# --- Journal ----------------------------------------------------------------------------------------------------------

TYPES = ['send', 'get', 'source', 'sealed', 'page', 'kept', 'checkpoint', 'have', 'placing', 'finished', 'receipt']
TYPES += ['paused', 'failed', 'conflict', 'forgotten', 'hold', 'parity', 'holders', 'release', 'columns']


def crc32c(data):
    rest = 0xFFFFFFFF
    for byte in data:
        rest ^= byte
        for _ in range(8):
            rest = rest >> 1 ^ (0x82F63B78 if rest & 1 else 0)
    return (rest ^ 0xFFFFFFFF).to_bytes(4, 'big')


def check_journal():
    vectors = load('journal')
    need(crc32c(b'123456789') == bytes.fromhex('e3069283'), 'CRC-32C')
    file = vectors['file']
    need(file[:10] == b'passel-j\0\1' and crc32c(file[:14]) == file[14:18], 'the header differs')
    need(int.from_bytes(file[10:14], 'big') == vectors['generation'], 'the generation differs')
    records, at = [], 18
    while at + 8 <= len(file):
        end = at + 8 + int.from_bytes(file[at:at + 2], 'big')
        if crc32c(file[at:end]) != file[end:end + 4]:
            break
        need(file[at + 3] == 1, 'a record of another version')
        fields = cbor(file[at + 8:end])
        swarm = int.from_bytes(file[at + 4:at + 8], 'big')
        records.append({'swarm': swarm, 'record': {'type': TYPES[file[at + 2] - 1], **fields}})
        at = end + 4
    need(records == vectors['records'], 'a record reads differently')
    need(at == vectors['wholeBytes'] and at < len(file), 'the torn record was taken')
    return f'{len(records)} records, {len(file) - at} bytes of a torn one left out'


# --- Deposits -------------------------------------------------------------------------------------------------------

REFUSALS = ['not-a-keeper', 'grant-needed', 'grant-forged', 'grant-expired', 'grant-of-another', 'grant-used', 'quota']
REFUSALS += ['full', 'disk-full', 'busy', 'draining', 'too-large', 'expired', 'author-differs', 'refused']


def is_whole(value, least, most):
    return type(value) is int and least <= value <= most


def read_columns(columns):
    need(isinstance(columns, list) and 0 < len(columns) <= 255, 'not 1 to 255 columns')
    need(all(is_whole(it, 0, 254) for it in columns), 'a column that no payload has')
    need(columns == sorted(set(columns)), 'columns are not ascending')
    return columns


def read_deposit(data):
    need(len(data) <= 4096, 'more than 4 KiB')
    fields = cbor(data)
    need(isinstance(fields, dict) and fields.get('v') == 1, 'not version 1')
    return fields


def read_request(data):
    fields = read_deposit(data)
    need(len(fields['swarmKey']) == 32 and len(fields['author']) == 32, 'a key that is not 32 bytes')
    need(is_whole(fields['bytes'], 1, 2 ** 53 - 1), 'no bytes')
    relays = fields.get('relays', [])
    payload = {
        'swarmKey': fields['swarmKey'],
        'author': fields['author'],
        'privacy': CLASSES[fields['class']],
        'kind': KINDS[fields['kind']],
        'hints': [
            {'peer': peer, 'addresses': [whole_address(it, peer, relays) for it in addresses]}
            for peer, addresses in fields.get('hints', [])
        ],
        'relays': relays,
    }
    if 'until' in fields:
        payload['expiresAtMs'] = fields['until']
    request = {'payload': payload, 'columns': read_columns(fields['columns']), 'bytes': fields['bytes']}
    if 'grant' in fields:
        need(0 < len(fields['grant']) <= 512, 'a grant of more than 512 bytes')
        request['grant'] = fields['grant']
    return request


def read_answer(data):
    fields = read_deposit(data)
    need(isinstance(fields.get('ok'), bool), 'neither yes nor no')
    if fields['ok']:
        need(is_whole(fields.get('until'), 0, 2 ** 53 - 1), 'a yes without time')
        return {'accepted': True, 'columns': read_columns(fields.get('columns')), 'untilMs': fields['until']}
    answer = {'accepted': False, 'reason': fields['no'] if fields['no'] in REFUSALS else 'refused'}
    if 'retry' in fields:
        need(is_whole(fields['retry'], 0, 86_400_000), 'more than a day')
        answer['retryMs'] = fields['retry']
    return answer


def read_grant(token, operator):
    fields = cbor(token)
    signed(operator, context('grant') + fields['terms'], fields['sig'])
    terms = cbor(fields['terms'])
    need(terms['v'] == 1 and len(terms['id']) == 16, 'not a grant of version 1')
    grant = {'id': terms['id'], 'bytes': terms['bytes'], 'untilMs': terms['until']}
    return {**grant, 'peer': terms['peer']} if 'peer' in terms else grant


def refused(read, cases):
    for case in cases:
        try:
            read(case['bytes'])
        except (Foreign, IndexError):
            continue
        raise Foreign(f'{case["why"]} was taken')


def check_deposit():
    vectors = load('deposit')
    for case in vectors['grants']:
        need(read_grant(case['token'], vectors['operator']) == case['grant'], 'a grant reads differently')
        digits = case['text'].removeprefix('passel-grant:')
        need(urlsafe_b64decode(digits + '=' * (-len(digits) % 4)) == case['token'], 'the text of a grant differs')
    for case in vectors['requests']:
        need(read_request(case['bytes']) == case['request'], 'a question reads differently')
    for case in vectors['answers']:
        need(read_answer(case['bytes']) == case['answer'], 'an answer reads differently')
    need(read_answer(vectors['laterReason']['bytes'])['reason'] == 'refused', 'a later reason was not taken as a no')
    refused(read_request, vectors['invalidRequests'])
    refused(read_answer, vectors['invalidAnswers'])
    return f'{len(vectors["requests"])} questions, {len(vectors["answers"])} answers, {len(vectors["grants"])} grants'


# --- Archives ---------------------------------------------------------------------------------------------------------

def counted(data, at, end):
    length, at = varint(data, at)
    need(at + length <= end, 'a field is cut short')
    return data[at:at + length], at + length


def message_hash(message):
    time = int(message['timestampNs'])
    parts = [message['pubsubTopic'].encode(), message['payload'], message['contentTopic'].encode()]
    parts += [message.get('meta', b''), time.to_bytes(8, 'big') if time else b'']
    return hashlib.sha256(b''.join(parts)).digest()


def read_bundle(data):
    topics, messages, at, ended = [], [], 0, False
    while at < len(data):
        need(not ended, 'something follows the end')
        length, at = varint(data, at)
        end, kind = at + length, data[at]
        need(0 < length and end <= len(data), 'a record is cut short')
        body = at + 1
        if kind == 1:
            pubsub, body = counted(data, body, end)
            topics.append((pubsub.decode(), data[body:end].decode()))
        elif kind == 2:
            number, body = varint(data, body)
            flags, time, check = data[body], data[body + 1:body + 9], data[body + 9:body + 17]
            need(flags & ~3 == 0, 'flags of a newer version')
            body += 17
            message = dict(zip(('pubsubTopic', 'contentTopic'), topics[number]))
            message['timestampNs'] = str(int.from_bytes(time, 'big'))
            if flags & 1:
                message['meta'], body = counted(data, body, end)
            if flags & 2:
                sds, body = counted(data, body, end)
                message['sdsId'] = sds.decode('ascii')
            message['payload'] = data[body:end]
            message['hash'] = message_hash(message)
            need(message['hash'][:8] == check, 'a message is not the one of its hash')
            messages.append(message)
        elif kind == 3:
            need(int.from_bytes(data[body:body + 4], 'big') == len(messages), 'messages are missing')
            ended = True
        at = end
    order = [(int(it['timestampNs']), it['hash']) for it in messages]
    need(ended and order == sorted(set(order)), 'a bundle without end or order')
    return messages


def filter_has(bits, digest):
    size = len(bits) * 8
    place, step = int.from_bytes(digest[:6], 'big'), int.from_bytes(digest[6:12], 'big') % size | 1
    places = [(place + k * step) % size for k in range(14)]
    return all(bits[it >> 3] & 0x80 >> (it & 7) for it in places)


def read_index_reference(data):
    return parse_reference('passel:' + urlsafe_b64encode(data).decode().rstrip('='))


def read_entry(fields):
    names = {'f': 'fromMs', 't': 'toMs', 'n': 'count', 'b': 'bytes', 'p': 'plainBytes'}
    return {'reference': read_index_reference(fields['r']), **{name: fields[key] for key, name in names.items()}}


def read_part(data):
    fields = cbor(data)
    bundles = []
    for it in fields['e']:
        place = it['x']
        where = {'at': 'part', 'filter': place} if isinstance(place, bytes) else \
            {'at': 'pack', 'pack': place[0], 'index': place[1]}
        bundles.append({**read_entry(it), 'filter': where})
    part = {'number': fields['i'], 'bundles': bundles, 'packs': [read_index_reference(it) for it in fields['k']]}
    if 'o' in fields:
        names = {'f': 'fromMs', 't': 'toMs', 'm': 'bundles', 'n': 'count'}
        before = {name: fields['o'][key] for key, name in names.items()}
        part['before'] = {'reference': read_index_reference(fields['o']['r']), **before}
    return part


def read_announcement(data):
    outer = cbor(data)
    fields = cbor(outer['b'])
    need(fields['v'] == 1, 'not version 1')
    series, key, deeds = hashlib.sha256(context('series') + fields['root']).digest(), fields['root'], []
    for role, heir, signature in fields.get('d', []):
        signed(key, context('deed') + series + bytes([role]) + heir, signature)
        deeds.append({'role': ['successor', 'publisher'][role], 'key': heir, 'signature': signature})
        key = heir
    signed(key, context('announcement') + outer['b'], outer['g'])
    read = {
        'root': fields['root'], 'deeds': deeds, 'secret': fields['s'], 'sequence': fields['q'], 'atMs': fields['a'],
        'part': {'reference': read_index_reference(fields['r']), 'number': fields['i']},
        'bundles': fields['m'], 'count': fields['n'], 'newest': [read_entry(it) for it in fields['e']],
    }
    if 'u' in fields:
        read['unlistedToMs'] = fields['u']
    return series, read


def check_archive():
    vectors = load('archive')
    payload, plain = vectors['bundle']['payload'], vectors['bundle']['plain']
    need(payload[:10] == b'passel-b\1\1', 'a payload begins otherwise')
    need(zlib.decompress(payload[10:], wbits=-15) == plain, 'a bundle inflates otherwise')
    messages = read_bundle(plain)
    need(messages == vectors['messages'], 'a message reads differently')
    for message in messages:
        keys = [message['hash']]
        if 'sdsId' in message:
            keys.append(hashlib.sha256(message['sdsId'].encode()).digest())
        need(all(filter_has(vectors['bundle']['filter'], key) for key in keys), 'a filter misses an id')
    need(not filter_has(vectors['bundle']['filter'], hashlib.sha256(b'none').digest()), 'a filter has everything')
    need(read_part(vectors['part']['bytes']) == vectors['part']['content'], 'a part of an index reads differently')
    need(cbor(vectors['pack'])['x'] == [vectors['bundle']['filter']], 'a pack reads differently')
    announcement, series = vectors['announcement'], vectors['series']
    name, content = read_announcement(announcement['bytes'])
    need(content == announcement['content'] and name == series['id'], 'an announcement reads differently')
    text = urlsafe_b64encode(announcement['bytes']).decode().rstrip('=')
    need(announcement['text'] == 'passel-series:' + text, 'the text of an announcement differs')
    for key, info in (('announceKey', 'announce'), ('tagKey', 'announce-tag')):
        need(series[key] == hkdf(content['secret'], info), f'{key} of a series differs')
    bucket = 1_000_000 + int.from_bytes(hkdf(content['secret'], 'announce-bucket', 4), 'big') % 4
    need(series['bucketOf4'] == bucket, 'the bucket of a series differs')
    sealed = vectors['sealed']
    need(len(sealed) % 1024 == 0 and mac(series['tagKey'], sealed[:12])[:8] == sealed[12:20], 'the mark differs')
    opening = opened(series['announceKey'], sealed[:12], sealed[20:], b'')
    need(opening[2:2 + int.from_bytes(opening[:2], 'big')] == announcement['bytes'], 'a sealed announcement differs')
    return f'{len(messages)} messages of a bundle, a part of an index, an announcement, {len(content["deeds"])} deed'


CHECKS = {
    'keys': check_keys,
    'reference': check_reference,
    'payload': check_payload,
    'coding': check_coding,
    'frames': check_frames,
    'join': check_join,
    'signals': check_signals,
    'journal': check_journal,
    'deposit': check_deposit,
    'archive': check_archive,
}


def main():
    for name, check in CHECKS.items():
        try:
            print(f'{name}: {check()}')
        except (Foreign, KeyError, IndexError) as error:
            print(f'{name}: FAILED: {error!r}')
            return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
