// Operators without multiply-adds under this convention, which counts convolutions, linear layers and
// attention products. Everything else that ONNX has is here by name; what is in no table is unknown.
// Left out on purpose, as they are linear or attention-like and have no rule: SVMs and linear models of
// ai.onnx.ml, sparse, paged, longformer and linear attention, beam search.
//
// Sources: github.com/onnx/onnx, docs/Operators.md, docs/Operators-ml.md and docs/Changelog.md (what
// older sets had); github.com/microsoft/onnxruntime, docs/ContribOperators.md.

/** Names parted by spaces. */
function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** One number in, one number out, or two of the same place. */
const ELEMENTWISE = words(`
  Abs Acos Acosh Add Affine And Asin Asinh Atan Atanh BitCast BitShift BitwiseAnd BitwiseNot BitwiseOr
  BitwiseXor Cast CastLike Ceil Celu Clip Cos Cosh Div Dropout Elu Equal Erf Exp Floor Gelu Greater
  GreaterOrEqual HardSigmoid HardSwish Identity ImageScaler IsInf IsNaN LeakyRelu Less LessOrEqual Log
  Max Mean Min Mish Mod Mul Neg Not Or PRelu ParametricSoftplus Pow Reciprocal Relu Round Scale
  ScaledTanh Selu Shrink Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Sub Sum Swish Tan Tanh
  ThresholdedRelu Where Xor
`);

/** Sums, extremes and means along axes, and what is made of them. */
const REDUCTIONS = words(`
  ArgMax ArgMin CumProd CumSum Hardmax LogSoftmax ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp
  ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Softmax TopK
  NegativeLogLikelihoodLoss SoftmaxCrossEntropyLoss
`);

/** Mean and deviation, or a length, divided out. */
const NORMALIZATIONS = words(`
  BatchNormalization GroupNormalization InstanceNormalization LRN LayerNormalization LpNormalization
  MeanVarianceNormalization RMSNormalization SimplifiedLayerNormalization
`);

/** Windows and samples. */
const POOLING = words(`
  AffineGrid AveragePool CenterCropPad GlobalAveragePool GlobalLpPool GlobalMaxPool GridSample LpPool
  MaxPool MaxRoiPool MaxUnpool NonMaxSuppression Resize RoiAlign Upsample
`);

/** What only moves, makes or looks at tensors. */
const LAYOUT = words(`
  Bernoulli Col2Im Compress Concat ConcatFromSequence Constant ConstantOfShape Crop DepthToSpace
  Expand EyeLike Flatten Gather GatherElements GatherND ImageDecoder Multinomial NonZero OneHot
  Optional OptionalGetElement OptionalHasElement Pad RandomNormal RandomNormalLike RandomUniform
  RandomUniformLike Range Reshape ReverseSequence RotaryEmbedding Scatter ScatterElements ScatterND
  SequenceAt SequenceConstruct SequenceEmpty SequenceErase SequenceInsert SequenceLength Shape Size
  Slice SpaceToDepth Split SplitToSequence Squeeze TensorScatter Tile Transpose Trilu Unique Unsqueeze
`);

/** Real numbers to integers and back. */
const QUANTIZATION = words("DequantizeLinear DynamicQuantizeLinear QuantizeLinear");

/** Windows, Fourier transforms and determinants: work, but none that this convention counts. */
const TRANSFORMS = words("BlackmanWindow DFT Det HammingWindow HannWindow MelWeightMatrix STFT");

/** Texts. */
const TEXT = words("RegexFullMatch StringConcat StringNormalizer StringSplit TfIdfVectorizer");

/** Features and decision trees. */
const CLASSICAL = words(`
  ArrayFeatureExtractor Binarizer CastMap CategoryMapper DictVectorizer FeatureVectorizer Imputer
  LabelEncoder Normalizer OneHotEncoder Scaler TreeEnsemble TreeEnsembleClassifier
  TreeEnsembleRegressor ZipMap
`);

/** What ONNX Runtime adds and fuses. */
const CONTRIBUTED = words(`
  BiasAdd BiasDropout BiasGelu BiasSoftmax BiasSplitGelu BifurcationDetector BitmaskBiasDropout
  BitmaskDropout ComplexMul ComplexMulConj CropAndResize DequantizeBFP DequantizeLinear
  DequantizeWithOrder DynamicTimeWarping EmbedLayerNormalization ExpandDims FastGelu GatedAdd
  GatedRMSNorm GatherBlockQuantized GatherND Gelu GemmaRotaryEmbedding GridSample GroupNorm Inverse
  Irfft IsAllFinite MRotaryEmbedding MaxpoolWithMask MulInteger MurmurHash3 NGramHashMapping
  NGramRepeatBlock NhwcMaxPool Pad QEmbedLayerNormalization QLinearAdd QLinearAveragePool
  QLinearConcat QLinearGlobalAveragePool QLinearLeakyRelu QLinearMul QLinearReduceMean QLinearSigmoid
  QLinearSoftmax QLinearWhere QOrderedGelu QOrderedLayerNormalization QuantizeBFP QuantizeLinear
  QuantizeWithOrder QuickGelu Range ReduceSumInteger RelativePositionBias RemovePadding
  RestorePadding Rfft RotaryEmbedding SampleOp SkipGroupNorm SkipLayerNormalization
  SkipSimplifiedLayerNormalization Tokenizer TorchEmbedding Trilu UnfoldTensor Unique
`);

/** The same with channels last. */
const CHANNELS_LAST = words(`
  AveragePool BatchNormalization DepthToSpace GlobalAveragePool GlobalMaxPool GridSample
  InstanceNormalization LRN MaxPool QLinearAveragePool Resize
`);

/** The same with channels in blocks. */
const CHANNELS_IN_BLOCKS = words(`
  AveragePool GlobalAveragePool GlobalMaxPool MaxPool ReorderInput ReorderOutput Upsample
`);

/** By domain and name, as in `com.microsoft.BiasGelu`; ONNX's own by name. */
export const FREE_OPERATORS: ReadonlySet<string> = new Set([
  ...ELEMENTWISE,
  ...REDUCTIONS,
  ...NORMALIZATIONS,
  ...POOLING,
  ...LAYOUT,
  ...QUANTIZATION,
  ...TRANSFORMS,
  ...TEXT,
  ...CLASSICAL.map((op) => `ai.onnx.ml.${op}`),
  ...CONTRIBUTED.map((op) => `com.microsoft.${op}`),
  ...CHANNELS_LAST.map((op) => `com.ms.internal.nhwc.${op}`),
  ...CHANNELS_IN_BLOCKS.map((op) => `com.microsoft.nchwc.${op}`),
]);
