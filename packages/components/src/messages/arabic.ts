import type { Messages } from './messages.ts'

const plural = new Intl.PluralRules('ar')

/** One word for each of Arabic's numbers; `#` stands for the number. */
function counted (count: number, forms: { two: string, few: string, many: string, one: string }): string {
  const rule = plural.select(count)
  const form = rule === 'one' || rule === 'two' || rule === 'few' ? forms[rule] : forms.many
  return form.replace('#', new Intl.NumberFormat('ar').format(count))
}

function files (count: number): string {
  return counted(count, { one: 'ملف واحد', two: 'ملفان', few: '# ملفات', many: '# ملفًا' })
}

export const arabic: Messages = {
  locale: 'ar',
  direction: 'rtl',

  unnamedFile: 'ملف بلا اسم',
  attachments: 'المرفقات',
  attach: 'إرفاق ملفات',
  attachFolder: 'إرفاق مجلد',
  dropHere: 'أفلت الملفات هنا لإرفاقها',
  allTransfers: 'كل عمليات النقل',

  download: (name) => `تنزيل ${name}`,
  pause: (name) => `إيقاف ${name} مؤقتًا`,
  resume: (name) => `استئناف ${name}`,
  cancel: (name) => `إلغاء ${name}`,
  stopSharing: (name) => `إيقاف مشاركة ${name}`,
  retry: (name) => `إعادة محاولة ${name}`,
  save: (name) => `حفظ ${name}`,
  chooseAgain: (name) => `اختيار ${name} مجددًا`,
  remove: (name) => `إزالة ${name}`,
  dismiss: (name) => `إخفاء الرسالة عن ${name}`,
  openPicture: (name) => `فتح ${name}`,
  pictureOf: (index, count) => `${index} من ${count}`,
  previous: 'الصورة السابقة',
  next: 'الصورة التالية',
  close: 'إغلاق',
  dismissAll: 'إخفاء كل الرسائل',
  retryAll: 'إعادة محاولة الكل',
  progress: (name) => `تقدّم ${name}`,

  idle: 'لم يُنزَّل بعد',
  queued: 'في انتظار دوره',
  preparing: 'جارٍ التحضير',
  connecting: 'جارٍ الاتصال',
  verifying: 'جارٍ التحقق',
  holding: 'جاهز، في انتظار المستلم',
  delivered: 'تم التسليم',
  canceled: 'أُلغي',
  paused: {
    user: 'متوقف مؤقتًا',
    offline: 'لا يوجد اتصال. سيُستأنف عند عودته',
    'no-peers': 'لا أحد ممن لديهم الملف متصل الآن. سيُستأنف عند اتصال أحدهم',
    'not-enough-holders': 'عدد المتصلين ممن لديهم أجزاء من الملف غير كافٍ. سيُستأنف عند اتصال غيرهم',
    'other-tab': 'في انتظار علامة التبويب التي تتولى الأمر',
    quota: 'لا توجد مساحة كافية. وفّر مساحة ثم استأنف',
    'needs-file': 'اختر الملف مجددًا للمتابعة'
  },
  errors: {
    'reference-malformed': 'رابط الملف تالف. اطلبه مجددًا',
    'reference-newer': 'يحتاج هذا الملف إلى إصدار أحدث من التطبيق',
    'reference-too-large': 'الاسم أو المعاينة أطول من اللازم',
    'reference-expired': 'انتهت صلاحية الملف. اطلبه مجددًا',
    'source-changed': 'تغيّر الملف. أرسله كملف جديد',
    'source-missing': 'تعذّرت قراءة الملف. اختره مجددًا',
    'author-conflict': 'توجد نسختان من هذا الملف. اطلبه مجددًا',
    'page-forged': 'أرسل أحدهم بيانات خاطئة',
    'chunk-malformed': 'أتلف المرسل الملف. اطلبه مجددًا',
    'frame-malformed': 'أرسل أحدهم بيانات خاطئة',
    'disk-full': 'القرص ممتلئ. وفّر مساحة ثم أعد المحاولة',
    quota: 'لا توجد مساحة كافية. وفّر مساحة ثم أعد المحاولة',
    'store-in-use': 'نافذة أخرى تستخدم التخزين',
    'store-broken': 'تعذّرت قراءة التخزين',
    'too-long': 'الملف أكبر من اللازم',
    'not-enough-holders': 'عدد المتصلين ممن لديهم أجزاء من الملف غير كافٍ. حاول لاحقًا',
    'series-malformed': 'رابط السجل تالف. اطلبه مجددًا',
    'series-newer': 'يحتاج هذا السجل إلى إصدار أحدث من التطبيق',
    'series-forged': 'أرسل أحدهم سجلًا مزوّرًا',
    'index-malformed': 'قائمة السجل تالفة. اطلب من صاحبها نشرها مجددًا',
    'bundle-malformed': 'جزء من السجل تالف. اطلب من صاحبه نشره مجددًا',
    'bundle-bomb': 'جزء من السجل ليس كما يدّعي، وقد استُبعد',
    'message-forged': 'رسالة من السجل ليست الأصلية، وقد استُبعدت',
    'waku-unreachable': 'تعذّر الوصول إلى الشبكة',
    'not-found': 'لم يعد الملف موجودًا',
    canceled: 'أُلغي',
    'bad-option': 'طلب التطبيق شيئًا مستحيلًا',
    unsupported: 'لا يدعم هذا المتصفح ذلك',
    io: 'حدث خطأ أثناء القراءة أو الكتابة'
  },
  amount: (loaded, total) => total === null ? loaded : `${loaded} من ${total}`,
  speed: (bytes) => `${bytes}/ث`,
  timeLeft: (time) => `بقي ${time}`,
  peers: (count, path) => {
    const people = counted(count, { one: 'نظير واحد', two: 'نظيران', few: '# نظراء', many: '# نظيرًا' })
    return path === null ? people : `${people}، ${path === 'direct' ? 'مباشر' : 'عبر مُرحِّل'}`
  },
  receivedBy: (have, of) => `استلمه ${have} من ${of}`,
  keepOpen: 'أبقِ علامة التبويب هذه مفتوحة حتى يصل',
  heldBy: (have, of) => `يحتفظ به ${have} من ${of}`,
  heldChecked: (when) => `آخر تحقق ${when}`,
  keepOpenUntilHeld: 'أبقِ علامة التبويب هذه مفتوحة حتى يحتفظ به آخرون',
  mayClose: 'يحتفظ به آخرون. يمكنك إغلاق علامة التبويب هذه',
  filesLeft: files,

  noEngine: 'لا يمكن إرسال الملفات أو استلامها هنا',
  noEngineBecause: {
    insecure: 'هذه الصفحة غير آمنة. افتح عنوانها عبر https',
    noStorage: 'لا يسمح المتصفح لهذا الموقع بتخزين شيء. اسمح له بذلك أو غادر النافذة الخاصة',
    noLocks: 'المتصفح أقدم من أن يدعم أكثر من علامة تبويب. حدّثه أو استخدم غيره',
    inUse: 'تتولاها علامة تبويب أخرى. تابع هناك، أو أغلقها ثم أعد المحاولة'
  },
  tryAgain: 'إعادة المحاولة',

  refused: (name, reason) => `${name}: ${reason}`,
  refusedMany: (count, reason) => `لم يُرفق: ${files(count)}${reason === null ? '' : `. السبب: ${reason}`}`,
  andMore: (count) => `و${new Intl.NumberFormat('ar').format(count)} غيرها`,
  refusals: {
    'wrong-type': () => 'لا يمكن إرفاق هذا النوع من الملفات',
    'too-large': (limit) => `أكبر من ${limit}`,
    'too-small': (limit) => `أصغر من ${limit}`,
    'too-many': (limit) => `أكثر من ${limit} دفعة واحدة`,
    invalid: () => 'غير مقبول',
    unreadable: () => 'لا يُسمح للمتصفح بقراءته. انقله أو انسخه إلى مكان آخر ثم أرفقه',
    'empty-folder': () => 'لا ملفات في هذا المجلد',
    unsent: () => 'تعذّر إرساله'
  },

  saysStarted: (name, role) => role === 'send' ? `جارٍ إرسال ${name}` : `جارٍ استلام ${name}`,
  saysQuarter: (name, percent) => `${name}: ${percent}`,
  saysDone: (name, role) => role === 'send' ? `تم تسليم ${name}` : `وصل ${name}`,
  saysKept: (name) => `يحتفظ آخرون بالملف ${name}. يمكنك إغلاق علامة التبويب`,
  saysFailed: (name, reason) => `تعذّر ${name}. ${reason}`,
  saysMany: (count, what, role) => {
    if (what === 'failed') return `تعذّر النقل: ${files(count)}`
    if (what === 'started') return `${role === 'send' ? 'جارٍ إرسال' : 'جارٍ استلام'} ${files(count)}`
    return `${role === 'send' ? 'تم التسليم' : 'وصل'}: ${files(count)}`
  }
}
