// What stands at which input of an operator: weights, statistics, scales and zero points, or fixed
// numbers such as shapes, indices and bounds. By domain and name, ONNX's own by name.
//
// Sources: github.com/onnx/onnx, docs/Operators.md; github.com/microsoft/onnxruntime,
// docs/ContribOperators.md.

/** Places among the inputs of an operator. */
export type Places = Readonly<Record<string, readonly number[]>>;

function inMicrosoft(places: Places): Places {
  return Object.fromEntries(
    Object.entries(places).map(([op, of]) => [`com.microsoft.${op}`, of]),
  );
}

function all(names: string, places: readonly number[]): Places {
  return Object.fromEntries(names.split(" ").map((name) => [name, places]));
}

const QLINEAR_CONV = [1, 2, 4, 5, 6, 7];

/** Scales and zero points. */
export const QUANTIZATION_PLACES: Places = {
  ...all("QuantizeLinear DequantizeLinear", [1, 2]),
  ...all("QLinearConv QLinearMatMul", QLINEAR_CONV),
  ...all("ConvInteger MatMulInteger", [2, 3]),
  ...inMicrosoft({
    ...all("QuantizeLinear DequantizeLinear", [1, 2]),
    ...all("MatMulNBits GatherBlockQuantized DynamicQuantizeMatMul", [2, 3]),
    ...all("QLinearLeakyRelu QLinearSigmoid QLinearSoftmax QLinearReduceMean", [1, 2, 3, 4]),
    ...all("QLinearAveragePool QLinearGlobalAveragePool", [1, 2, 3, 4]),
    ...all("QLinearAdd QLinearMul", [1, 2, 4, 5, 6, 7]),
    QLinearConv: QLINEAR_CONV,
    QLinearWhere: [2, 3, 5, 6, 7, 8],
    // Of the result, then of each part: tensor, scale, zero point.
    QLinearConcat: [0, 1, 3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19, 21, 22, 24, 25],
    QGemm: [1, 2, 4, 5, 7, 8],
    QAttention: [3, 4, 6, 7],
    QEmbedLayerNormalization: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17],
    QOrderedMatMul: [1, 3, 4, 7],
    QMoE: [3, 6, 9, 11, 12, 13],
    DynamicQuantizeLSTM: [8, 9, 10, 11],
    MatMulIntegerToFloat: [2, 3, 4, 5],
    MatMulInteger16: [2, 3],
    MatMulBnb4: [2],
    MatMulNBitsMlp: [4, 7],
    MatMulNBitsQkv: [4, 7, 10],
    MulInteger: [1, 3],
  }),
};

/** What BatchNorm tracks: mean and variance. */
export const BUFFER_PLACES: Places = { BatchNormalization: [3, 4] };

/** Shapes, axes, indices, bounds, tables of angles. */
export const CONSTANT_PLACES: Places = {
  ...all("Reshape Expand Gather GatherElements GatherND Squeeze Unsqueeze Split CumSum", [1]),
  ...all("ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin", [1]),
  ...all("ReduceProd ReduceSum ReduceSumSquare TopK Trilu Upsample Pow SequenceAt", [1]),
  ...all("SplitToSequence ScatterElements ScatterND Scatter Compress CenterCropPad", [1]),
  ...all("Clip Dropout Tile OneHot RoiAlign RotaryEmbedding", [1, 2]),
  ...all("Slice Pad", [1, 2, 3, 4]),
  ...all("Mod Greater GreaterOrEqual Less LessOrEqual Equal Max Min", [0, 1, 2, 3]),
  MaxRoiPool: [1],
  Resize: [1, 2, 3],
  Range: [0, 1, 2],
  ConstantOfShape: [0],
  Where: [0],
  NonMaxSuppression: [2, 3, 4],
  ...inMicrosoft({
    MatMulNBits: [4],
    GatherBlockQuantized: [1],
    RotaryEmbedding: [1, 2, 3],
    GemmaRotaryEmbedding: [1, 2, 3],
    GroupQueryAttention: [5, 6, 7, 8],
    Pad: [1, 2, 3],
  }),
};

/** Weights and biases, of one element or of integers too. */
export const WEIGHT_PLACES: Places = {
  ...all("Conv ConvTranspose", [1, 2]),
  ...all("MatMul MatMulInteger", [0, 1]),
  // Not InstanceNormalization: exporters make group norms of it, with ones and zeros of their own.
  ...all("BatchNormalization GroupNormalization LayerNormalization", [1, 2]),
  ...all("RMSNormalization SimplifiedLayerNormalization PRelu ConvInteger", [1]),
  ...all("RNN GRU LSTM", [1, 2, 3, 7]),
  DeformConv: [1, 3],
  QLinearConv: [3, 8],
  QLinearMatMul: [0, 3],
  Gemm: [0, 1, 2],
  Einsum: [0, 1, 2, 3],
  ...inMicrosoft({
    ...all("FusedConv NhwcConv NhwcFusedConv ConvTransposeWithDynamicPads", [1, 2]),
    ...all("FusedGemm GemmFloat8", [0, 1, 2]),
    ...all("FusedMatMul TransposeMatMul FusedMatMulActivation MatMulInteger16", [0, 1]),
    ...all("Attention QAttention PackedAttention DecoderMaskedSelfAttention", [1, 2]),
    ...all("MultiHeadAttention DecoderMaskedMultiHeadAttention PackedMultiHeadAttention", [3]),
    ...all("BiasGelu FastGelu BiasAdd BiasSplitGelu BiasDropout", [1]),
    ...all("EmbedLayerNormalization QEmbedLayerNormalization", [2, 3, 4, 5, 6]),
    ...all("GroupNorm SkipGroupNorm GemmFastGelu", [1, 2]),
    SkipLayerNormalization: [2, 3, 4],
    SkipSimplifiedLayerNormalization: [2, 3],
    QLinearConv: [3, 8],
    QGemm: [3, 6],
    DynamicQuantizeMatMul: [1, 4],
    MatMulIntegerToFloat: [1, 6],
    MatMulNBits: [1, 5],
    MatMulBnb4: [1],
    MatMulNBitsMlp: [2, 3, 5, 6, 8],
    MatMulNBitsQkv: [2, 3, 5, 6, 8, 9, 11],
    GatherBlockQuantized: [0],
    MoE: [2, 3, 4, 5, 6, 7],
    QMoE: [2, 4, 5, 7, 8, 10],
    QOrderedMatMul: [2, 5],
    DynamicQuantizeLSTM: [1, 2, 3, 7],
  }),
  ...all("com.ms.internal.nhwc.Conv com.ms.internal.nhwc.FusedConv", [1, 2]),
  "com.ms.internal.nhwc.QLinearConv": [3, 8],
};
