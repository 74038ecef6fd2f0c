;; The inner loop of erasure coding: bytes at $into become the sum, over $columns sources that lie $stride bytes apart
;; from $sources on, of each source's bytes times its factor in GF(2^8). A factor is given as 32 bytes at $products, one
;; column after the other: its products with the low nibbles 0 to 15 and with the high ones, which `swizzle` looks up
;; sixteen at a time. $length is a multiple of 64 and not 0, $columns not 0.
(module
  (memory (export "memory") 1)
  (func (export "combine")
    (param $into i32) (param $sources i32) (param $stride i32) (param $columns i32) (param $products i32)
    (param $length i32)
    (local $at i32) (local $from i32) (local $column i32) (local $table i32)
    (local $low v128) (local $high v128) (local $nibble v128) (local $bytes v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $nibble (i8x16.splat (i32.const 15)))
    (loop $blocks
      (local.set $a (v128.const i64x2 0 0))
      (local.set $b (v128.const i64x2 0 0))
      (local.set $c (v128.const i64x2 0 0))
      (local.set $d (v128.const i64x2 0 0))
      (local.set $from (i32.add (local.get $sources) (local.get $at)))
      (local.set $table (local.get $products))
      (local.set $column (local.get $columns))
      (loop $each
        (local.set $low (v128.load (local.get $table)))
        (local.set $high (v128.load offset=16 (local.get $table)))
        (local.set $bytes (v128.load (local.get $from)))
        (local.set $a (v128.xor (local.get $a) (v128.xor
          (i8x16.swizzle (local.get $low) (v128.and (local.get $bytes) (local.get $nibble)))
          (i8x16.swizzle (local.get $high) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
        (local.set $bytes (v128.load offset=16 (local.get $from)))
        (local.set $b (v128.xor (local.get $b) (v128.xor
          (i8x16.swizzle (local.get $low) (v128.and (local.get $bytes) (local.get $nibble)))
          (i8x16.swizzle (local.get $high) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
        (local.set $bytes (v128.load offset=32 (local.get $from)))
        (local.set $c (v128.xor (local.get $c) (v128.xor
          (i8x16.swizzle (local.get $low) (v128.and (local.get $bytes) (local.get $nibble)))
          (i8x16.swizzle (local.get $high) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
        (local.set $bytes (v128.load offset=48 (local.get $from)))
        (local.set $d (v128.xor (local.get $d) (v128.xor
          (i8x16.swizzle (local.get $low) (v128.and (local.get $bytes) (local.get $nibble)))
          (i8x16.swizzle (local.get $high) (i8x16.shr_u (local.get $bytes) (i32.const 4))))))
        (local.set $from (i32.add (local.get $from) (local.get $stride)))
        (local.set $table (i32.add (local.get $table) (i32.const 32)))
        (local.set $column (i32.sub (local.get $column) (i32.const 1)))
        (br_if $each (local.get $column)))
      (v128.store (i32.add (local.get $into) (local.get $at)) (local.get $a))
      (v128.store offset=16 (i32.add (local.get $into) (local.get $at)) (local.get $b))
      (v128.store offset=32 (i32.add (local.get $into) (local.get $at)) (local.get $c))
      (v128.store offset=48 (i32.add (local.get $into) (local.get $at)) (local.get $d))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br_if $blocks (i32.lt_u (local.get $at) (local.get $length))))))
