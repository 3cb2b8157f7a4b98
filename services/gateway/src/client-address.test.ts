import { expect, test } from 'bun:test'
import { type AddressSources, addressKey, clientAddress } from './client-address'

const cases: [name: string, sources: AddressSources, expected: string][] = [
  ['no proxy ignores the header', from('198.51.100.7', '10.0.0.1', 0), '198.51.100.7'],
  ['one proxy takes the last entry', from('10.0.0.1', '1.1.1.1, 198.51.100.7', 1), '198.51.100.7'],
  [
    'two proxies take the last but one',
    from('10.0.0.1', '9.9.9.9, 198.51.100.7, 10.0.0.2', 2),
    '198.51.100.7',
  ],
  [
    'fewer entries than proxies take the first',
    from('10.0.0.1', '198.51.100.7', 3),
    '198.51.100.7',
  ],
  ['no header takes the socket', from('198.51.100.7', null, 2), '198.51.100.7'],
  ['an entry that is no address takes the socket', from('10.0.0.1', 'unknown', 1), '10.0.0.1'],
  ['a port is dropped', from('10.0.0.1', '198.51.100.7:4711', 1), '198.51.100.7'],
  ['IPv6 in brackets', from('10.0.0.1', '[2001:DB8::1]:80', 1), '2001:db8::1'],
  ['IPv4 in IPv6 is IPv4', from('::ffff:198.51.100.7', null, 0), '198.51.100.7'],
]

function from(socket: string, forwardedFor: string | null, trustedProxies: number): AddressSources {
  return { socket, forwardedFor, trustedProxies }
}

test.each(cases)('%s', (_name, sources, expected) => {
  expect(clientAddress(sources)).toBe(expected)
})

test('counts a whole IPv6 /64 as one client, and every IPv4 address as its own', () => {
  expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(addressKey('2001:db8:1:2::9')).toBe('2001:db8:1:2::/64')
  expect(addressKey('2001:db8::1')).toBe('2001:db8:0:0::/64')
  expect(addressKey('198.51.100.7')).toBe('198.51.100.7')
})
