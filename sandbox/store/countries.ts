/** Where the shop's customers live. */
import type { DrawLocale } from './draw.ts';
import { northAmerican, range } from './phones.ts';

export interface City {
  city: string;
  province: string | null;
  provinceCode: string | null;
  /** Postal code, `#` standing for a digit. */
  zip: string;
  latitude: number;
  longitude: number;
}

export interface Country {
  name: string;
  /** Faker's locale for names and streets. */
  names: DrawLocale;
  /** BCP 47, as Shopify writes a customer's locale. */
  locale: string;
  timeZone: string;
  /** How often it is drawn. */
  weight: number;
  /** VAT or sales tax included in prices. */
  taxRate: number;
  cities: readonly [City, ...City[]];
  /** The n-th number of a range kept free for fiction, null past its end. */
  phone?: (n: number) => string | null;
}

const city = (
  name: string,
  zip: string,
  latitude: number,
  longitude: number,
  province: string | null = null,
  provinceCode: string | null = null,
): City => ({ city: name, zip, latitude, longitude, province, provinceCode });

const country = (
  name: string,
  names: DrawLocale,
  locale: string,
  timeZone: string,
  rest: Pick<Country, 'weight' | 'taxRate' | 'phone'>,
  ...cities: [City, ...City[]]
): Country => ({ name, names, locale, timeZone, cities, ...rest });

const rows = {
  US: country(
    'United States',
    'en_US',
    'en-US',
    'America/New_York',
    { weight: 25, taxRate: 0.07 },
    city('New York', '100##', 40.7128, -74.006, 'New York', 'NY'),
    city('Los Angeles', '900##', 34.0522, -118.2437, 'California', 'CA'),
    city('Austin', '787##', 30.2672, -97.7431, 'Texas', 'TX'),
    city('Denver', '802##', 39.7392, -104.9903, 'Colorado', 'CO'),
    city('Richmond', '232##', 37.5407, -77.436, 'Virginia', 'VA'),
  ),
  GB: country(
    'United Kingdom',
    'en_GB',
    'en-GB',
    'Europe/London',
    { weight: 14, taxRate: 0.2, phone: range('+447700900', 3) },
    city('London', 'SW1A #AA', 51.5074, -0.1278, 'England', 'ENG'),
    city('Edinburgh', 'EH1 #AB', 55.9533, -3.1883, 'Scotland', 'SCT'),
    city('Belfast', 'BT1 #GQ', 54.5973, -5.9301, 'Northern Ireland', 'NIR'),
  ),
  DE: country(
    'Germany',
    'de',
    'de',
    'Europe/Berlin',
    { weight: 14, taxRate: 0.19, phone: range('+493023125', 3) },
    city('Berlin', '101##', 52.52, 13.405),
    city('München', '803##', 48.1351, 11.582),
  ),
  FR: country(
    'France',
    'fr',
    'fr',
    'Europe/Paris',
    { weight: 9, taxRate: 0.2, phone: range('+3363998', 4) },
    city('Paris', '750##', 48.8566, 2.3522),
    city('Lyon', '690##', 45.764, 4.8357),
  ),
  CA: country(
    'Canada',
    'en_US',
    'en-CA',
    'America/Toronto',
    { weight: 5, taxRate: 0.13 },
    city('Toronto', 'M5V #T6', 43.6532, -79.3832, 'Ontario', 'ON'),
    city('Montréal', 'H2X #Y7', 45.5017, -73.5673, 'Quebec', 'QC'),
  ),
  AU: country(
    'Australia',
    'en_GB',
    'en-AU',
    'Australia/Sydney',
    { weight: 4, taxRate: 0.1, phone: range('+6125550', 4) },
    city('Sydney', '20##', -33.8688, 151.2093, 'New South Wales', 'NSW'),
  ),
  IE: country(
    'Ireland',
    'en_GB',
    'en-IE',
    'Europe/Dublin',
    { weight: 3, taxRate: 0.23, phone: range('+3532091', 5) },
    city('Dublin', 'D02 X#8#', 53.3498, -6.2603, 'Dublin', 'D'),
  ),
  SE: country(
    'Sweden',
    'sv',
    'sv',
    'Europe/Stockholm',
    { weight: 3, taxRate: 0.25, phone: range('+4670174', 4, 605, 700) },
    city('Stockholm', '111 ##', 59.3293, 18.0686),
  ),
  NL: country(
    'Netherlands',
    'nl',
    'nl',
    'Europe/Amsterdam',
    { weight: 4, taxRate: 0.21 },
    city('Utrecht', '35## AB', 52.0907, 5.1214),
  ),
  ES: country(
    'Spain',
    'es',
    'es',
    'Europe/Madrid',
    { weight: 4, taxRate: 0.21 },
    city('Madrid', '280##', 40.4168, -3.7038, 'Madrid', 'M'),
  ),
  IT: country(
    'Italy',
    'it',
    'it',
    'Europe/Rome',
    { weight: 4, taxRate: 0.22 },
    city('Roma', '001##', 41.9028, 12.4964, 'Roma', 'RM'),
  ),
  PL: country(
    'Poland',
    'pl',
    'pl',
    'Europe/Warsaw',
    { weight: 3, taxRate: 0.23 },
    city('Kraków', '30-0##', 50.0647, 19.945),
  ),
  GR: country(
    'Greece',
    'el',
    'el',
    'Europe/Athens',
    { weight: 2, taxRate: 0.24 },
    city('Αθήνα', '105 ##', 37.9838, 23.7275),
  ),
  UA: country(
    'Ukraine',
    'uk',
    'uk',
    'Europe/Kyiv',
    { weight: 2, taxRate: 0.2 },
    city('Київ', '010##', 50.4501, 30.5234),
  ),
  JP: country(
    'Japan',
    'ja',
    'ja',
    'Asia/Tokyo',
    { weight: 3, taxRate: 0.1 },
    city('渋谷区', '150-00##', 35.6618, 139.7041, 'Tokyo', 'JP-13'),
  ),
  KR: country(
    'South Korea',
    'ko',
    'ko',
    'Asia/Seoul',
    { weight: 2, taxRate: 0.1 },
    city('서울', '045##', 37.5665, 126.978, 'Seoul', 'KR-11'),
  ),
  CN: country(
    'China',
    'zh_CN',
    'zh-CN',
    'Asia/Shanghai',
    { weight: 2, taxRate: 0.13 },
    city('上海', '2000##', 31.2304, 121.4737, 'Shanghai', 'SH'),
  ),
  IN: country(
    'India',
    'en_GB',
    'hi',
    'Asia/Kolkata',
    { weight: 2, taxRate: 0.18 },
    city('मुंबई', '4000##', 19.076, 72.8777, 'Maharashtra', 'MH'),
  ),
  IL: country(
    'Israel',
    'he',
    'he',
    'Asia/Jerusalem',
    { weight: 2, taxRate: 0.18 },
    city('תל אביב', '61#####', 32.0853, 34.7818),
  ),
  AE: country(
    'United Arab Emirates',
    'ar',
    'ar',
    'Asia/Dubai',
    { weight: 2, taxRate: 0.05 },
    city('دبي', '', 25.2048, 55.2708, 'Dubai', 'DU'),
  ),
  BR: country(
    'Brazil',
    'pt_BR',
    'pt-BR',
    'America/Sao_Paulo',
    { weight: 3, taxRate: 0.17 },
    city('São Paulo', '010##-###', -23.5505, -46.6333, 'São Paulo', 'SP'),
  ),
  VN: country(
    'Vietnam',
    'vi',
    'vi',
    'Asia/Ho_Chi_Minh',
    { weight: 1, taxRate: 0.1 },
    city('Hà Nội', '100###', 21.0278, 105.8342),
  ),
} satisfies Record<string, Country>;

export type CountryCode = keyof typeof rows;
export const COUNTRIES: Readonly<Record<CountryCode, Country>> = rows;

/** The n-th fictitious number of a country, or of North America where a country keeps none. */
export const phoneIn = (code: CountryCode, n: number): string | null =>
  COUNTRIES[code].phone?.(n) ?? northAmerican(n);
