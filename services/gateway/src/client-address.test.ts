import { expect, test } from 'bun:test'
import { addressKey, clientAddress } from './client-address'

const cases: [name: string, socket: string, header: string | null, proxies: number, is: string][] =
  [
    ['no proxy ignores the header', '198.51.100.7', '10.0.0.1', 0, '198.51.100.7'],
    ['one proxy takes the last entry', '10.0.0.1', '1.1.1.1, 198.51.100.7', 1, '198.51.100.7'],
    [
      'two proxies take the last but one',
      '10.0.0.1',
      '9.9.9.9, 198.51.100.7, 10.0.0.2',
      2,
      '198.51.100.7',
    ],
    ['fewer entries than proxies take the first', '10.0.0.1', '198.51.100.7', 3, '198.51.100.7'],
    ['no header takes the socket', '198.51.100.7', null, 2, '198.51.100.7'],
    ['an entry that is no address takes the socket', '10.0.0.1', 'unknown', 1, '10.0.0.1'],
    ['a port is dropped', '10.0.0.1', '198.51.100.7:4711', 1, '198.51.100.7'],
    ['IPv6 in brackets', '10.0.0.1', '[2001:DB8::1]:80', 1, '2001:db8::1'],
    ['IPv4 in IPv6 is IPv4', '::ffff:198.51.100.7', null, 0, '198.51.100.7'],
  ]

test.each(cases)('%s', (_name, socket, forwardedFor, trustedProxies, expected) => {
  expect(clientAddress({ socket, forwardedFor, trustedProxies })).toBe(expected)
})

test('counts a whole IPv6 /64 as one client, and every IPv4 address as its own', () => {
  expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(addressKey('2001:db8:1:2::9')).toBe('2001:db8:1:2::/64')
  expect(addressKey('2001:db8::1')).toBe('2001:db8:0:0::/64')
  expect(addressKey('198.51.100.7')).toBe('198.51.100.7')
})
